import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Item, numberValue, textIn, textValue } from './item.ts';
import { queryItems } from './query-items.ts';
import { filterValues, type RejectionFilter, SHARDS } from './rejection-item.ts';

/** Heads a query reads of one shard; all shards together hold a usual page. */
const HEADS_A_CALL = 25;

export interface NewestRequest extends RejectionFilter {
  /** The place of the last head seen. */
  readonly after?: string;
  /** Heads that expire at this epoch second or before are passed over: DynamoDB takes days to delete them. */
  readonly now: number;
}

export const placeIn = (head: Item): string => textIn(head, 'at');

/**
 * Heads of rejections, newest first, merged from all shards of the index `newest`, which is eventually consistent: a
 * head written or removed a moment ago may not show it yet.
 */
export async function* newestRejections(
  client: DynamoDBClient,
  table: string,
  request: NewestRequest,
): AsyncGenerator<Item, void, void> {
  const shards = SHARDS.map((shard) => newestOfShard(client, table, shard, request));
  const heads = await Promise.all(shards.map((shard) => shard.next()));
  for (;;) {
    let newest: { readonly shard: number; readonly head: Item } | undefined;
    heads.forEach((head, shard) => {
      if (!head.done && (!newest || isNewer(head.value, newest.head))) newest = { shard, head: head.value };
    });
    if (!newest) return;
    yield newest.head;
    heads[newest.shard] = await (shards[newest.shard] as (typeof shards)[number]).next();
  }
}

/** As DynamoDB orders within a shard. */
const isNewer = (a: Item, b: Item): boolean =>
  Buffer.compare(Buffer.from(placeIn(a)), Buffer.from(placeIn(b))) > 0;

function newestOfShard(
  client: DynamoDBClient,
  table: string,
  shard: string,
  { after, now, ...filter }: NewestRequest,
): AsyncGenerator<Item, void, void> {
  const wanted = Object.entries(filterValues(filter));
  const names = ['shard', 'expires', ...(after === undefined ? [] : ['at']), ...wanted.map(([name]) => name)];
  return queryItems(client, {
    TableName: table,
    IndexName: 'newest',
    ScanIndexForward: false,
    KeyConditionExpression: after === undefined ? '#shard = :shard' : '#shard = :shard AND #at < :at',
    FilterExpression: ['#expires > :now', ...wanted.map(([name]) => `#${name} = :${name}`)].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ':shard': textValue(shard),
      ':now': numberValue(now),
      ...(after === undefined ? {} : { ':at': textValue(after) }),
      ...Object.fromEntries(wanted.map(([name, value]) => [`:${name}`, value])),
    },
    // A filter counts what it passes over: with one, a call reads as much as it may.
    ...(wanted.length === 0 ? { Limit: HEADS_A_CALL } : {}),
  });
}
