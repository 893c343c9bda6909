import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A client for the region, or for another endpoint, where the SDK's own region and credentials need not exist. */
export const secretsManagerClient = (endpoint: string | undefined): SecretsManagerClient =>
  new SecretsManagerClient(
    endpoint
      ? { endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {},
  );
