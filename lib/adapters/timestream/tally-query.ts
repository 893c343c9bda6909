import type { Aggregation } from '../../core/meter.ts';
import type { PointCursor, UsageQuery } from '../../core/usage-query.ts';
import { withinHistory } from '../../core/usage-range.ts';
import { markedText } from './dimension-text.ts';
import { admitted, dimensionSql, LIMB_NAMES, withEvents } from './event-rows.ts';
import { MAX_BASES } from './limbs.ts';
import { joined, name, none, type Sql, sql } from './sql.ts';
import { type WindowKeys, windowKeys } from './window-keys.ts';

/** More than any ranked time, so that times of different length compare as text. */
const SIXTEEN_DIGITS = 1e15;

/** What an aggregation reads of an event, and what it makes of a window's events. */
interface Fold {
  readonly reads: readonly { readonly as: string; readonly from: Sql }[];
  /** Divides a window's events further; a point is then several rows. */
  readonly by?: Sql;
  readonly makes: readonly Sql[];
  readonly rowsAPoint: number;
}

const column = (as: string): { as: string; from: Sql } => ({ as, from: name(as) });
const sums: Fold = {
  reads: ['base', ...LIMB_NAMES].map(column),
  by: sql`base`,
  makes: [sql`base`, ...LIMB_NAMES.map((limb, i) => sql`sum(${name(limb)}) AS ${name(`s${i}`)}`)],
  rowsAPoint: MAX_BASES,
};
const ofKey = (fold: Sql): Fold => ({ reads: [column('k')], makes: [fold], rowsAPoint: 1 });

const folds: Readonly<Record<Aggregation, Fold>> = {
  SUM: sums,
  AVG: sums,
  COUNT: { reads: [], makes: [], rowsAPoint: 1 },
  MIN: ofKey(sql`min(k) AS k`),
  MAX: ofKey(sql`max(k) AS k`),
  UNIQUE_COUNT: ofKey(sql`count(DISTINCT k) AS uniques`),
  LATEST: {
    reads: [
      column('k'),
      {
        as: 'place',
        // No escaped text holds a blank or anything in front of it, so the shorter of two ids comes first.
        from: sql`concat(CAST(to_milliseconds(time) + ${SIXTEEN_DIGITS} AS VARCHAR), id, ' ', customer_id)`,
      },
    ],
    makes: [sql`max_by(k, place) AS k`],
    rowsAPoint: 1,
  },
};

/**
 * Rows of `limit` points and one more, in the order of the port: group texts `g0`…, window keys `w0`…, the first
 * instant `since`, the count `n`, and what the aggregation makes.
 */
export function tallyQuery(table: Sql, query: UsageQuery): Sql {
  const { reads, by, makes, rowsAPoint } = folds[query.aggregation];
  const range = withinHistory(query);
  const windows = windowKeys(query.window, query.timeZone, range.from, range.to);
  const groups = query.groupBy.map((_, i) => name(`g${i}`));
  const keys = windows.keys.map((_, i) => name(`w${i}`));
  const read = reads.map(({ as }) => name(as));
  const kept = joined([sql`canceled_at < 0`, ...admitted(query)], ' AND ');
  const taken = [
    ...query.groupBy.map((key, i) => sql`${groupSql(key)} AS ${name(`g${i}`)}`),
    sql`to_milliseconds(time) AS ms`,
    ...reads.map(({ as, from }) => sql`${from} AS ${name(as)}`),
  ];
  const placed = [
    ...groups,
    sql`ms`,
    ...windows.keys.map((key, i) => sql`${key} AS ${name(`w${i}`)}`),
    ...read,
  ];
  const told = [...groups, ...keys, ...(by ? [by] : [])];
  return sql`${withEvents(table, query)}, taken AS (
SELECT ${joined(taken, ', ')}
FROM events WHERE ${kept}
), placed AS (
SELECT ${joined(placed, ', ')}
FROM taken)
SELECT ${joined([...groups, ...keys, sql`min(ms) AS since`, sql`count(*) AS n`, ...makes], ', ')}
FROM placed${query.after ? sql` WHERE ${behind(query.after, groups, keys, windows)}` : none}${
    told.length > 0
      ? sql`
GROUP BY ${joined(told, ', ')} ORDER BY ${joined(told, ', ')}`
      : none
  }
LIMIT ${(query.limit + 1) * rowsAPoint}`;
}

const groupSql = (key: string): Sql =>
  key === 'customerId' ? sql`concat('=', customer_id)` : dimensionSql(key);

/** A later group, or a later window of the same group. */
function behind(cursor: PointCursor, groups: readonly Sql[], keys: readonly Sql[], windows: WindowKeys): Sql {
  return groups.reduceRight<Sql>(
    (inner, group, i) => {
      const text = markedText(cursor.group[i] ?? null);
      return sql`(${group} > ${text} OR (${group} = ${text} AND ${inner}))`;
    },
    windows.after(cursor.end, keys),
  );
}
