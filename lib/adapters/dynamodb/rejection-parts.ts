import { BatchWriteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { chunksOf } from '../aws/in-flight.ts';
import { backOff, TRIES } from './backoff.ts';
import { bytesIn, type Item, numberValue, textValue } from './item.ts';
import { queryItems } from './query-items.ts';
import { type Parts, partNumbers } from './rejection-item.ts';

const DELETES_A_CALL = 25;

export async function putParts(client: DynamoDBClient, table: string, parts: readonly Item[]): Promise<void> {
  for (const part of parts) await client.send(new PutItemCommand({ TableName: table, Item: part }));
}

/** The bytes of all parts together, or `undefined` when some are no longer there. */
export async function readParts(
  client: DynamoDBClient,
  table: string,
  parts: Parts,
): Promise<Uint8Array | undefined> {
  const numbers = partNumbers(parts);
  const found: Uint8Array[] = [];
  const items = queryItems(client, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :id AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':id': textValue(parts.id),
      ':first': numberValue(numbers[0] as number),
      ':last': numberValue(numbers.at(-1) as number),
    },
  });
  for await (const item of items) found.push(bytesIn(item, 'bytes'));
  return found.length === parts.count ? Buffer.concat(found) : undefined;
}

/** What is not deleted although it was tried is left to its time to live; throws all the same. */
export async function deleteParts(client: DynamoDBClient, table: string, parts: Parts): Promise<void> {
  for (const chunk of chunksOf(partNumbers(parts), DELETES_A_CALL)) {
    let rest = chunk.map((part) => ({
      DeleteRequest: { Key: { pk: textValue(parts.id), sk: numberValue(part) } as Item },
    }));
    for (let tries = 1; rest.length > 0; tries++) {
      if (tries > TRIES) throw new Error(`DynamoDB did not delete ${rest.length} parts of "${parts.id}"`);
      if (tries > 1) await backOff(tries - 1);
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: rest } }));
      rest = (answer.UnprocessedItems?.[table] ?? []) as typeof rest;
    }
  }
}
