import type { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import type { Page } from '../../core/page.ts';
import type { EventCursor } from '../../core/ports/usage-store.ts';
import type { LedgerEntry } from '../../core/usage-event.ts';
import type { UsageSelection } from '../../core/usage-query.ts';
import { readDimensionText } from './dimension-text.ts';
import { escaped, unescaped } from './escaped.ts';
import { admitted, withEvents } from './event-rows.ts';
import { numberIn, type QueryRow, queryRows, textIn } from './query-rows.ts';
import { joined, none, type Sql, sql } from './sql.ts';
import { type TableName, tableSql } from './table-name.ts';
import { keyValue } from './value-key.ts';

export async function listEvents(
  client: TimestreamQueryClient,
  table: TableName,
  selection: UsageSelection,
  page: { limit: number; after?: EventCursor },
): Promise<Page<LedgerEntry, EventCursor>> {
  // What lies before a cursor need not be read.
  const rest = { ...selection, from: Math.max(selection.from, page.after?.time ?? selection.from) };
  const found: LedgerEntry[] = [];
  for await (const row of queryRows(client, eventsQuery(tableSql(table), rest, page))) {
    found.push(entryIn(selection.meterId, row));
  }
  const items = found.slice(0, page.limit);
  const last = items.at(-1)?.event;
  return found.length > page.limit && last
    ? { items, next: { time: last.time, id: last.id, customerId: last.customerId } }
    : { items };
}

/** The events of a selection in the order of the port, one more than the page holds. */
export function eventsQuery(
  table: Sql,
  selection: UsageSelection,
  { limit, after }: { limit: number; after?: EventCursor },
): Sql {
  const conditions = [...admitted(selection), ...(after ? [behind(after)] : [])];
  return sql`${withEvents(table, selection)}
SELECT to_milliseconds(time) AS ms, customer_id, id, k, dims, received_at, canceled_at
FROM events${conditions.length > 0 ? sql` WHERE ${joined(conditions, ' AND ')}` : none}
ORDER BY time, id, customer_id
LIMIT ${limit + 1}`;
}

function behind({ time, id, customerId }: EventCursor): Sql {
  const at = sql`from_milliseconds(${time})`;
  return sql`(time > ${at} OR (time = ${at} AND (id > ${escaped(id)} OR (id = ${escaped(id)} AND customer_id > ${escaped(customerId)}))))`;
}

function entryIn(meterId: string, row: QueryRow): LedgerEntry {
  const cancelledAt = numberIn(row, 'canceled_at');
  return {
    event: {
      id: unescaped(textIn(row, 'id')),
      meterId,
      customerId: unescaped(textIn(row, 'customer_id')),
      time: numberIn(row, 'ms'),
      value: keyValue(textIn(row, 'k')),
      dimensions: readDimensionText(textIn(row, 'dims')),
    },
    receivedAt: numberIn(row, 'received_at'),
    ...(cancelledAt < 0 ? {} : { cancelledAt }),
  };
}
