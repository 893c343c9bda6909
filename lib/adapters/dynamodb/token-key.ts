import { randomBytes } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { bytesIn, type Item, textValue } from './item.ts';

const NAME: Item = { pk: textValue('page-token-key') };
const BYTES = 32;

/** The key that seals page tokens: made by whoever needs it first, the same for all from then on. */
export async function tokenKey(client: DynamoDBClient, table: string): Promise<Uint8Array> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: NAME, ConsistentRead: true }),
  );
  return Item ? keyIn(Item) : makeKey(client, table);
}

async function makeKey(client: DynamoDBClient, table: string): Promise<Uint8Array> {
  const key = randomBytes(BYTES);
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...NAME, key: { B: key } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return key;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item) return keyIn(error.Item);
    throw error;
  }
}

function keyIn(item: Item): Uint8Array {
  const key = bytesIn(item, 'key');
  if (key.length !== BYTES) throw new Error(`the key of page tokens has ${key.length} bytes, not ${BYTES}`);
  return key;
}
