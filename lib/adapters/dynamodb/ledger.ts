import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Instant } from '../../core/instant.ts';
import type { Cancellation, EventLedger, Recording } from '../../core/ports/index.ts';
import { type EventKey, keyText, type LedgerEntry } from '../../core/usage-event.ts';
import { inFlight } from '../aws/in-flight.ts';
import { batchGet } from './batch-get.ts';
import { type Insertion, insertItems } from './insert-items.ts';
import { type Item, numberValue, textValue } from './item.ts';
import { keyTextOf } from './key.ts';
import { fromLedgerItem, ledgerKey, toLedgerItem } from './ledger-item.ts';
import { newMark } from './mark.ts';

/**
 * The ledger in one table: partition (meter, customer), sort key event id; a usual event is one write unit. Answers of
 * `record` are exact even when an answer of the service is lost and the write repeated: an entry that this very call
 * wrote is `kept`, not `taken`. The same goes for `cancel`.
 */
export const dynamoDbLedger = (client: DynamoDBClient, table: string): EventLedger => ({
  record: (entries) => record(client, table, entries),
  cancel: (keys, at) => inFlight(keys, (key) => cancel(client, table, key, at)),
});

async function record(
  client: DynamoDBClient,
  table: string,
  entries: readonly LedgerEntry[],
): Promise<Recording[]> {
  const mark = newMark();
  const fitting = entries.filter(({ event }) => ledgerKey(event));
  const items = fitting.map((entry) => toLedgerItem(entry, mark));
  const insertions = await insertItems(client, table, items);
  const keptFor = await readKept(
    client,
    table,
    items.filter((_, i) => insertions[i]?.outcome === 'duplicate'),
  );
  const recordings = new Map<string, Recording>();
  fitting.forEach(({ event }, i) => {
    const [item, insertion] = [items[i] as Item, insertions[i] as Insertion];
    recordings.set(
      keyText(event),
      recordingOf(insertion, () => keptFor(item), mark),
    );
  });
  const unfit: Recording = { outcome: 'failed', cause: new RangeError('the key of this entry is too long') };
  return entries.map(({ event }) => recordings.get(keyText(event)) ?? unfit);
}

function recordingOf(insertion: Insertion, kept: () => Item, mark: string): Recording {
  if (insertion.outcome === 'failed') return insertion;
  if (insertion.outcome === 'inserted') return { outcome: 'kept' };
  try {
    const item = kept();
    return item['w']?.S === mark ? { outcome: 'kept' } : { outcome: 'taken', entry: fromLedgerItem(item) };
  } catch (cause) {
    return { outcome: 'failed', cause };
  }
}

/** Reads what holds the keys of these items; what is answered throws where that is not known. */
async function readKept(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
): Promise<(item: Item) => Item> {
  try {
    const keys = items.map(({ pk, sk }) => ({ pk, sk }) as Item);
    const found = new Map((await batchGet(client, table, keys)).map((item) => [keyTextOf(item), item]));
    return (item) => {
      const kept = found.get(keyTextOf(item));
      if (!kept) throw new Error(`the key ${keyTextOf(item)} was taken, and then was not there`);
      return kept;
    };
  } catch (cause) {
    return () => {
      throw cause;
    };
  }
}

async function cancel(
  client: DynamoDBClient,
  table: string,
  key: EventKey,
  at: Instant,
): Promise<Cancellation> {
  const itemKey = ledgerKey(key);
  if (!itemKey) return { outcome: 'not-found' };
  try {
    return await setCancelled(client, table, itemKey, at);
  } catch (cause) {
    return { outcome: 'failed', cause };
  }
}

/** `c` is set once; `x` is the mark of the call that set it. */
async function setCancelled(
  client: DynamoDBClient,
  table: string,
  itemKey: Item,
  at: Instant,
): Promise<Cancellation> {
  const mark = newMark();
  try {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: itemKey,
        UpdateExpression: 'SET c = :at, x = :mark',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(c)',
        ExpressionAttributeValues: { ':at': numberValue(at), ':mark': textValue(mark) },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { outcome: 'cancelled', entry: fromLedgerItem(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (!error.Item) return { outcome: 'not-found' };
    const ours = error.Item['x']?.S === mark;
    return { outcome: ours ? 'cancelled' : 'already-cancelled', entry: fromLedgerItem(error.Item) };
  }
}
