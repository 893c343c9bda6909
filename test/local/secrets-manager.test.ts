import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../../lib/local/http-server.ts';
import { isSame, secretsManager } from '../../lib/local/secrets-manager.ts';

const PATH = '/a-path-nobody-guesses';

async function aClient(path = PATH): Promise<SecretsManagerClient> {
  const server = await startHttpServer(0, secretsManager({ name: 'house/key', value: 'mh_secret' }, PATH));
  const client = new SecretsManagerClient({
    endpoint: server.url + path,
    region: 'local',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  return client;
}

const read = (client: SecretsManagerClient, SecretId: string) =>
  client.send(new GetSecretValueCommand({ SecretId }));

describe('the Secrets Manager endpoint', () => {
  test('gives its secret by name and by ARN', async () => {
    const client = await aClient();
    const { ARN = '', SecretString } = await read(client, 'house/key');
    expect(SecretString).toBe('mh_secret');
    expect(await read(client, ARN)).toMatchObject({ Name: 'house/key', SecretString: 'mh_secret' });
  });

  test('has no other secret', async () => {
    await expect(read(await aClient(), 'other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each(['', '/', `${PATH}x`, '/A-PATH-NOBODY-GUESSES'])('answers to nobody at "%s"', async (path) => {
    await expect(read(await aClient(path), 'house/key')).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  test('knows no other operation', async () => {
    const client = await aClient();
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('secrets are the same', () => {
  test.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'ab', false],
    ['', 'a', false],
    ['é', 'e\u0301', false],
  ])('when %s equals %s: %s', (given, expected, same) => {
    expect(isSame(given, expected)).toBe(same);
  });
});
