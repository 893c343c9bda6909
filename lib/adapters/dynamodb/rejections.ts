import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Page } from '../../core/page.ts';
import type { Clock, RejectionList, RejectionRepository } from '../../core/ports/index.ts';
import type { Rejection } from '../../core/rejection.ts';
import { inFlight } from '../aws/in-flight.ts';
import { type Item, numberIn, numberValue, textValue } from './item.ts';
import { isKey } from './key.ts';
import { newestRejections, placeIn } from './newest-rejections.ts';
import { fromBytes, HEAD, inlineBytes, partsOf, type RejectionItems, toItems } from './rejection-item.ts';
import { deleteParts, putParts, readParts } from './rejection-parts.ts';

export interface RejectionRetention {
  readonly clock: Clock;
  /** How long a rejection is kept, from when it is parked. */
  readonly keepDays: number;
}

const SECONDS_A_DAY = 86_400;
/** A page ends early rather than outgrow what a function may answer: 6 MB, and JSON adds to it. */
const MOST_EVENT_TEXT = 4 * 1024 * 1024;

/**
 * Parked events in one table, compressed and cut into parts where they are large. A rejection is there once its head
 * is, which is written last and removed first. `find` is consistent; `list` reads an index that lags a moment behind,
 * and its pages are shorter than asked for where the events are very large.
 */
export function dynamoDbRejections(
  client: DynamoDBClient,
  table: string,
  { clock, keepDays }: RejectionRetention,
): RejectionRepository {
  const now = (): number => Math.floor(clock.now() / 1000);
  const store: Store = { client, table };
  return {
    async park(rejections) {
      const expires = now() + Math.ceil(keepDays * SECONDS_A_DAY);
      const parkOne = async (rejection: Rejection): Promise<void> =>
        putIfAbsent(store, await toItems(rejection, expires), now());
      await inFlight(rejections, parkOne);
    },
    async find(id) {
      const head = await readHead(store, id);
      return head && numberIn(head, 'expires') > now() ? readWhole(store, head) : undefined;
    },
    list: (request) => list(store, request, now()),
    async remove(id) {
      if (!isKey(id, '0')) return;
      const { Attributes: head } = await client.send(
        new DeleteItemCommand({ TableName: table, Key: headKey(id), ReturnValues: 'ALL_OLD' }),
      );
      if (head) await deleteParts(client, table, partsOf(head));
    },
  };
}

interface Store {
  readonly client: DynamoDBClient;
  readonly table: string;
}

const headKey = (id: string): Item => ({ pk: textValue(id), sk: HEAD });

async function putIfAbsent(
  { client, table }: Store,
  { head, parts }: RejectionItems,
  now: number,
): Promise<void> {
  await putParts(client, table, parts);
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: head,
        ConditionExpression: 'attribute_not_exists(pk) OR expires <= :now',
        ExpressionAttributeValues: { ':now': numberValue(now) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const ours = error.Item && partsOf(error.Item).generation === partsOf(head).generation;
    if (!ours) await deleteParts(client, table, partsOf(head));
  }
}

async function readHead({ client, table }: Store, id: string): Promise<Item | undefined> {
  if (!isKey(id, '0')) return undefined;
  const key = headKey(id);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/** The rejection of a head, or `undefined` when it was removed since the head was read. */
async function readWhole(store: Store, head: Item): Promise<Rejection | undefined> {
  const parts = partsOf(head);
  if (parts.count === 0) return fromBytes(inlineBytes(head));
  const bytes = await readParts(store.client, store.table, parts);
  if (bytes) return fromBytes(bytes);
  const current = await readHead(store, parts.id);
  if (current && partsOf(current).generation === parts.generation) {
    throw new Error(`parts of the rejection "${parts.id}" are missing`);
  }
  return undefined;
}

async function list(
  store: Store,
  { limit, ...request }: RejectionList,
  now: number,
): Promise<Page<Rejection, string>> {
  const items: Rejection[] = [];
  let [text, next] = [0, ''];
  for await (const head of newestRejections(store.client, store.table, { ...request, now })) {
    if (items.length === limit || text > MOST_EVENT_TEXT) return { items, next };
    const rejection = await readWhole(store, head);
    if (!rejection) continue;
    items.push(rejection);
    text += Buffer.byteLength(rejection.event);
    next = placeIn(head);
  }
  return { items };
}
