import type { PointCursor, UsageQuery } from '../../core/usage-query.ts';
import { withinHistory } from '../../core/usage-range.ts';
import { markedText } from './dimension-text.ts';
import { admitted, dimensionSql, withEvents } from './event-rows.ts';
import { folds } from './folds.ts';
import { joined, list, name, none, type Sql, sql } from './sql.ts';
import { windowKeys } from './window-keys.ts';

/**
 * Rows of `limit` points and one more, in the order of the port: group texts `g0`…, window keys `w0`…, the first
 * instant `since`, the count `n`, and what the aggregation makes.
 */
export function tallyQuery(table: Sql, query: UsageQuery): Sql {
  const { reads, by, makes, rowsAPoint } = folds[query.aggregation];
  const { from, to } = withinHistory(query);
  const groups = columnsOf('g', query.groupBy.map(groupSql));
  const keys = columnsOf('w', windowKeys(query.window, query.timeZone, from, to));
  const told = [...groups.names, ...keys.names, ...by];
  return sql`${withEvents(table, query)}, taken AS (
SELECT ${list([...groups.definitions, sql`to_milliseconds(time) AS ms`, ...reads.map(({ as, from }) => sql`${from} AS ${as}`)])}
FROM events WHERE ${joined([sql`canceled_at < 0`, ...admitted(query)], ' AND ')}
), placed AS (
SELECT ${list([...groups.names, sql`ms`, ...keys.definitions, ...reads.map(({ as }) => as)])}
FROM taken)
SELECT ${list([...groups.names, ...keys.names, sql`min(ms) AS since`, sql`count(*) AS n`, ...makes])}
FROM placed${query.after ? sql`\nWHERE ${behind(query.after, groups.names)}` : none}${
    told.length > 0 ? sql`\nGROUP BY ${list(told)}\nORDER BY ${list(told)}` : none
  }
LIMIT ${(query.limit + 1) * rowsAPoint}`;
}

/** Expressions as columns that later steps name. */
const columnsOf = (prefix: string, expressions: readonly Sql[]) => {
  const names = expressions.map((_, i) => name(`${prefix}${i}`));
  return {
    names,
    definitions: expressions.map((expression, i) => sql`${expression} AS ${names[i] ?? none}`),
  };
};

const groupSql = (key: string): Sql =>
  key === 'customerId' ? sql`concat('=', customer_id)` : dimensionSql(key);

/** A later group, or the same group and a later window. */
const behind = (cursor: PointCursor, groups: readonly Sql[]): Sql =>
  groups.reduceRight<Sql>((later, group, i) => {
    const text = markedText(cursor.group[i] ?? null);
    return sql`(${group} > ${text} OR (${group} = ${text} AND ${later}))`;
  }, sql`ms >= ${cursor.end}`);
