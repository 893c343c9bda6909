import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbPageTokens } from '../../../lib/adapters/dynamodb/page-tokens.ts';
import { tokenKey } from '../../../lib/adapters/dynamodb/token-key.ts';
import { emulator } from './emulator.ts';
import { interfere } from './faults.ts';

describe('the key of page tokens', () => {
  const { client, newClient, freshTable } = emulator();

  it('is random, and the same for everybody from the first use on', async () => {
    const [table, other] = [await freshTable('TOKENS_TABLE'), await freshTable('TOKENS_TABLE')];
    const hex = async (of: string): Promise<string> =>
      Buffer.from(await tokenKey(client(), of)).toString('hex');
    const keys = await Promise.all(Array.from({ length: 20 }, () => hex(table)));
    const later = await hex(table);
    expect(later).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(keys)).toEqual(new Set([later]));
    expect(await hex(other)).not.toBe(later);
  });

  it('lets one process open what another sealed', async () => {
    const table = await freshTable('TOKENS_TABLE');
    const [one, other] = [dynamoDbPageTokens(client(), table), dynamoDbPageTokens(newClient(), table)];
    expect(await other.open('scope', await one.seal('scope', { after: 'x' }))).toEqual({ after: 'x' });
  });

  it('is read once by a process, however many ask at the same time', async () => {
    const counted = newClient();
    let reads = 0;
    interfere(counted, 'GetItemCommand', async (input, send) => {
      reads += 1;
      return send(input);
    });
    const tokens = dynamoDbPageTokens(counted, await freshTable('TOKENS_TABLE'));
    const sealed = await Promise.all(Array.from({ length: 10 }, (_, i) => tokens.seal('scope', i)));
    await Promise.all(sealed.map((token) => tokens.open('scope', token)));
    expect(reads).toBe(1);
  });

  it('is asked for anew after a failure', async () => {
    const faulty = newClient();
    let calls = 0;
    interfere(faulty, 'GetItemCommand', async (input, send) => {
      calls += 1;
      if (calls === 1) throw new Error('no such service');
      return send(input);
    });
    const tokens = dynamoDbPageTokens(faulty, await freshTable('TOKENS_TABLE'));
    await expect(tokens.seal('scope', 1)).rejects.toThrow('no such service');
    expect(await tokens.open('scope', await tokens.seal('scope', 1))).toBe(1);
  });

  it('is not taken when it is cut short', async () => {
    const table = await freshTable('TOKENS_TABLE');
    const cut = { pk: { S: 'page-token-key' }, key: { B: new Uint8Array(4) } };
    await client().send(new PutItemCommand({ TableName: table, Item: cut }));
    await expect(tokenKey(client(), table)).rejects.toThrow('has 4 bytes, not 32');
  });

  it('seals where the scope ends and the cursor begins', async () => {
    const tokens = dynamoDbPageTokens(client(), await freshTable('TOKENS_TABLE'));
    const bytes = Buffer.from(await tokens.seal('scope', 12), 'base64url');
    const moved = Buffer.concat([bytes.subarray(0, 32), bytes.subarray(33)]).toString('base64url');
    await expect(tokens.open('scope1', moved)).rejects.toMatchObject({ code: 'page.invalid' });
  });

  it('seals no cursor that it would not open', async () => {
    const tokens = dynamoDbPageTokens(client(), await freshTable('TOKENS_TABLE'));
    await expect(tokens.seal('scope', 'x'.repeat(30_000))).rejects.toThrow(RangeError);
  });
});
