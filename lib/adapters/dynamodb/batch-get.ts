import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { chunksOf, inFlight } from '../aws/in-flight.ts';
import { backOff, TRIES } from './backoff.ts';
import type { Item } from './item.ts';

const KEYS_A_CALL = 100;

/** The items of these distinct keys that exist, in no order, read consistently. Throws when the service keeps some back. */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
): Promise<Item[]> {
  const found = await inFlight(chunksOf(keys, KEYS_A_CALL), (chunk) => getChunk(client, table, chunk));
  return found.flat();
}

async function getChunk(client: DynamoDBClient, table: string, keys: readonly Item[]): Promise<Item[]> {
  const found: Item[] = [];
  let rest: readonly Item[] = keys;
  for (let tries = 1; ; tries++) {
    const answer = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [...rest], ConsistentRead: true } } }),
    );
    found.push(...(answer.Responses?.[table] ?? []));
    rest = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (rest.length === 0) return found;
    if (tries === TRIES)
      throw new Error(`DynamoDB kept back ${rest.length} of ${keys.length} items of ${table}`);
    await backOff(tries);
  }
}
