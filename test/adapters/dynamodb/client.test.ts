import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbClient } from '../../../lib/adapters/dynamodb/client.ts';

const HERE = 'http://127.0.0.1:8000';

describe('the client of DynamoDB', () => {
  it('needs neither region nor credentials at an endpoint of its own', async () => {
    const { config } = dynamoDbClient(HERE, {});
    expect(await config.region()).toBe('us-east-1');
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'local' });
    expect(await config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 8000 });
  });

  it.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
    [{ AWS_REGION: '' }, 'us-east-1'],
  ])('takes the region of %j there', async (environment, region) => {
    expect(await dynamoDbClient(HERE, environment).config.region()).toBe(region);
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'])(
    'puts no credentials of its own in the place of those of %s',
    async (name) => {
      const given = dynamoDbClient(HERE, { [name]: 'given' }).config.credentials();
      const made = await given.catch(() => undefined);
      expect(made?.accessKeyId).not.toBe('local');
    },
  );

  it.each([undefined, ''])(
    'leaves endpoint, region and credentials to the environment for %j',
    async (none) => {
      const { config } = dynamoDbClient(none, {});
      expect(config.isCustomEndpoint).toBeFalsy();
      const credentials = await config.credentials().catch(() => undefined);
      expect(credentials?.accessKeyId).not.toBe('local');
    },
  );

  it('tries four times, does not wait for ever, and not again for the next call', async () => {
    const { config } = dynamoDbClient(HERE, {});
    expect(await config.maxAttempts()).toBe(4);
    let requests = 0;
    const silent = createServer(() => {
      requests += 1;
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const client = dynamoDbClient(`http://127.0.0.1:${port}`, {}, { requestTimeout: 20 });
    const timedOut = { name: 'TimeoutError', $metadata: { attempts: 4 } };
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject(timedOut);
    const asked = requests;
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject(timedOut);
    expect(requests).toBe(asked);
    client.destroy();
    silent.closeAllConnections();
    silent.close();
  });
});
