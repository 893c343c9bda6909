import type { Instant } from '../../core/instant.ts';
import { MILLIS, type OffsetSpan, offsetSpans, type WindowSize } from '../../core/window.ts';
import { joined, type Sql, sql } from './sql.ts';

/** What tells the windows of a query apart, in the order of time: whole numbers made of the column `ms`. */
export interface WindowKeys {
  readonly keys: readonly Sql[];
  /** Whether a row with `keys` as columns of these names belongs to a window behind the one that ends here. */
  after(end: Instant, columns: readonly Sql[]): Sql;
}

/**
 * Minutes and hours are told apart by the stretch of one offset too: an hour that repeats is two windows. A day, week or
 * month is one window whatever happens to the clock in it.
 */
export function windowKeys(size: WindowSize, timeZone: string, from: Instant, to: Instant): WindowKeys {
  const byTime = (end: Instant): Sql => sql`ms >= ${end}`;
  if (size === 'NONE') return { keys: [], after: byTime };
  const spans = offsetSpans(timeZone, from, to);
  const local = sql`(ms + ${perSpan(spans, (span) => span.offset)})`;
  switch (size) {
    case 'MINUTE':
    case 'HOUR': {
      const key = sql`${local} / ${MILLIS[size]}`;
      return { keys: spans.length > 1 ? [perSpan(spans, (_, i) => i), key] : [key], after: byTime };
    }
    case 'DAY':
    case 'WEEK':
      return calendar(sql`(${local} - ${originOf(size)}) / ${MILLIS[size]}`, (wall) =>
        Math.floor((wall - originOf(size)) / MILLIS[size]),
      );
    case 'MONTH':
      return calendar(sql`to_milliseconds(date_trunc('month', from_milliseconds(${local})))`, (wall) =>
        Date.UTC(new Date(wall).getUTCFullYear(), new Date(wall).getUTCMonth()),
      );
  }

  /** By the number of the day, not by time: where a clock goes back over midnight, a day ends before its last hour. */
  function calendar(key: Sql, keyOf: (wall: Instant) => number): WindowKeys {
    return {
      keys: [key],
      after: (end, [column = key]) =>
        sql`${column} >= ${keyOf(end + (offsetSpans(timeZone, end, end + 1)[0]?.offset ?? 0))}`,
    };
  }
}

/** 1970-01-05 was the first Monday. */
const originOf = (size: 'DAY' | 'WEEK'): number => (size === 'WEEK' ? 4 * MILLIS.DAY : 0);

/** One number for each stretch of one offset. */
function perSpan(spans: readonly OffsetSpan[], numberOf: (span: OffsetSpan, index: number) => number): Sql {
  const numbers = spans.map((span, i) => sql`${numberOf(span, i)}`);
  const last = numbers.pop() ?? sql`0`;
  if (numbers.length === 0) return last;
  const cases = numbers.map((number, i) => sql`WHEN ms < ${spans[i]?.to ?? 0} THEN ${number}`);
  return sql`CASE ${joined(cases, ' ')} ELSE ${last} END`;
}
