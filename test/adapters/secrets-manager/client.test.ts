import { describe, expect, it } from 'vitest';
import { patience, secretsManagerClient } from '../../../lib/adapters/secrets-manager/client.ts';

describe('the client of Secrets Manager', () => {
  it('has given up before the gateway gives up the authorizer', async () => {
    const { config } = secretsManagerClient('http://127.0.0.1:8000', {});
    const { maxAttempts, requestHandler } = patience;
    expect(await config.maxAttempts()).toBe(maxAttempts);
    expect(maxAttempts).toBeGreaterThan(1);
    const [gateway, pauses] = [10_000, 1000];
    expect(maxAttempts * requestHandler.requestTimeout + pauses).toBeLessThan(gateway);
  });

  it('needs neither region nor credentials at an endpoint of its own', async () => {
    const { config } = secretsManagerClient('http://127.0.0.1:8000', {});
    expect(await config.region()).toBe('us-east-1');
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'local' });
  });

  it('leaves the region to the environment elsewhere', () => {
    expect(secretsManagerClient(undefined).config.isCustomEndpoint).toBeFalsy();
  });
});
