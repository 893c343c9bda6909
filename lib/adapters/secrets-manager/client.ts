import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Environment, elsewhere } from '../aws/elsewhere.ts';

/** A silent service is given up after about 8 s: API Gateway waits 10 s for an authorizer. */
export const patience = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2500, throwOnRequestTimeout: true },
} as const;

/** @param endpoint one other than the region's own; there, and only there, region and credentials may be missing */
export const secretsManagerClient = (
  endpoint: string | undefined,
  environment: Environment = process.env,
): SecretsManagerClient => new SecretsManagerClient({ ...patience, ...elsewhere(endpoint, environment) });
