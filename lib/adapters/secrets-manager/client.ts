import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A silent service is given up after about 8 s: API Gateway waits 10 s for an authorizer. */
export const patience = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2500, throwOnRequestTimeout: true },
} as const;

/** A client for the region, or for another endpoint, where the SDK's own region and credentials need not exist. */
export const secretsManagerClient = (endpoint: string | undefined): SecretsManagerClient =>
  new SecretsManagerClient({
    ...patience,
    ...(endpoint
      ? { endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  });
