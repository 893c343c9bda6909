import type { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import type { MeterId } from '../../core/meter.ts';
import { type EventKey, MAX_EVENT_ID } from '../../core/usage-event.ts';
import { withinHistory } from '../../core/usage-range.ts';
import { anyOf } from './any-of.ts';
import { escaped, unescaped } from './escaped.ts';
import { withEvents } from './event-rows.ts';
import { queryRows, textIn } from './query-rows.ts';
import { type Sql, sql } from './sql.ts';
import { type TableName, tableSql } from './table-name.ts';

/** Ids of one query: at their longest, twice over for quotes, they stay well below what a query may have. */
const IDS_A_QUERY = 200;

const allTime = withinHistory({ from: 0, to: Number.MAX_SAFE_INTEGER });

export async function locateEvents(
  client: TimestreamQueryClient,
  table: TableName,
  meterId: MeterId,
  ids: readonly string[],
): Promise<readonly EventKey[]> {
  const keys: EventKey[] = [];
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += IDS_A_QUERY) {
    const query = keysQuery(tableSql(table), meterId, wanted.slice(at, at + IDS_A_QUERY));
    for await (const row of queryRows(client, query)) {
      keys.push({
        meterId,
        customerId: unescaped(textIn(row, 'customer_id')),
        id: unescaped(textIn(row, 'id')),
      });
    }
  }
  return keys;
}

/** The keys of a meter's events of these ids, at any time. */
export const keysQuery = (table: Sql, meterId: MeterId, ids: readonly string[]): Sql =>
  sql`${withEvents(table, { meterId, ...allTime, filters: new Map() })}
SELECT customer_id, id
FROM events WHERE ${anyOf(sql`id`, ids, MAX_EVENT_ID, escaped)}`;
