import type { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import { add, decimal } from '../../core/decimal.ts';
import type { Page } from '../../core/page.ts';
import type { PointCursor, Tally, UsagePoint, UsageQuery } from '../../core/usage-query.ts';
import { type Window, windowAt } from '../../core/window.ts';
import { readMarkedText } from './dimension-text.ts';
import { LIMB_NAMES } from './event-rows.ts';
import { fromLimbs } from './limbs.ts';
import { numberIn, type QueryRow, queryRows, textIn } from './query-rows.ts';
import { type TableName, tableSql } from './table-name.ts';
import { tallyQuery } from './tally-query.ts';
import { keyValue } from './value-key.ts';

export async function aggregateUsage(
  client: TimestreamQueryClient,
  table: TableName,
  query: UsageQuery,
): Promise<Page<UsagePoint, PointCursor>> {
  const points: UsagePoint[] = [];
  for await (const point of pointsOf(query, queryRows(client, tallyQuery(tableSql(table), query)))) {
    points.push(point);
    if (points.length > query.limit) break;
  }
  const items = points.slice(0, query.limit);
  const last = items.at(-1);
  return points.length > query.limit && last
    ? { items, next: { group: last.group, end: last.end } }
    : { items };
}

/** Rows that follow each other and tell of one window of one group make one point. */
async function* pointsOf(query: UsageQuery, rows: AsyncIterable<QueryRow>): AsyncGenerator<UsagePoint> {
  const windowOf = windowsOf(query);
  const told = [...query.groupBy.keys()].map((i) => `g${i}`);
  let open: { key: string; point: UsagePoint } | undefined;
  for await (const row of rows) {
    if (numberIn(row, 'n') === 0) continue;
    const tally = tallyIn(query, row);
    const key = JSON.stringify([...told, 'w0', 'w1'].map((column) => row.get(column) ?? null));
    if (open?.key === key) {
      open.point = { ...open.point, tally: together(open.point.tally, tally) };
      continue;
    }
    if (open) yield open.point;
    const group = told.map((column) => readMarkedText(textIn(row, column)));
    open = { key, point: { group, ...windowOf(row), tally } };
  }
  if (open) yield open.point;
}

function tallyIn({ aggregation }: UsageQuery, row: QueryRow): Tally {
  const count = numberIn(row, 'n');
  switch (aggregation) {
    case 'COUNT':
      return { count };
    case 'SUM':
    case 'AVG': {
      const limbs = LIMB_NAMES.map((_, i) => BigInt(textIn(row, `s${i}`)));
      return { count, sum: fromLimbs({ base: numberIn(row, 'base'), limbs }) };
    }
    case 'UNIQUE_COUNT':
      return { count, distinct: numberIn(row, 'uniques') };
    case 'MIN':
    case 'MAX':
    case 'LATEST':
      return { count, value: decimal(keyValue(textIn(row, 'k')) ?? '0') };
  }
}

/** Only sums come in several rows, one for each base of their limbs. */
const together = (a: Tally, b: Tally): Tally => ({
  count: a.count + b.count,
  ...(a.sum && b.sum ? { sum: add(a.sum, b.sum) } : {}),
});

/** The window of a row; many groups share one, and the calendar is slow to ask. */
function windowsOf({ window: size, timeZone, from, to }: UsageQuery): (row: QueryRow) => Window {
  if (size === 'NONE') return () => ({ start: from, end: to });
  const known = new Map<string, Window>();
  return (row) => {
    const key = `${row.get('w0')} ${row.get('w1')}`;
    const window = known.get(key) ?? windowAt(size, timeZone, numberIn(row, 'since'));
    known.set(key, window);
    return window;
  };
}
