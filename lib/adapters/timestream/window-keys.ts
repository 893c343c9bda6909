import type { Instant } from '../../core/instant.ts';
import { calendarSpans, MILLIS, type OffsetSpan, offsetSpans, type WindowSize } from '../../core/window.ts';
import { joined, type Sql, sql } from './sql.ts';

/**
 * What tells the windows of a query apart, in the order of time: whole numbers made of the column `ms`. Minutes and
 * hours are told apart by the stretch of one offset too: an hour that repeats is two windows.
 */
export function windowKeys(size: WindowSize, timeZone: string, from: Instant, to: Instant): Sql[] {
  switch (size) {
    case 'NONE':
      return [];
    case 'MINUTE':
    case 'HOUR': {
      const spans = offsetSpans(timeZone, from, to);
      const key = sql`${local(spans)} / ${MILLIS[size]}`;
      return spans.length > 1 ? [perSpan(spans, (_, i) => i), key] : [key];
    }
    case 'DAY':
    case 'WEEK': {
      // 1970-01-05 was the first Monday.
      const origin = size === 'WEEK' ? 4 * MILLIS.DAY : 0;
      return [sql`(${local(calendarSpans(size, timeZone, from, to))} - ${origin}) / ${MILLIS[size]}`];
    }
    case 'MONTH': {
      const wall = local(calendarSpans(size, timeZone, from, to));
      return [sql`to_milliseconds(date_trunc('month', from_milliseconds(${wall})))`];
    }
  }
}

const local = (spans: readonly OffsetSpan[]): Sql => sql`(ms + ${perSpan(spans, ({ offset }) => offset)})`;

/** One number for each stretch of one offset. */
function perSpan(spans: readonly OffsetSpan[], numberOf: (span: OffsetSpan, index: number) => number): Sql {
  const numbers = spans.map((span, i) => sql`${numberOf(span, i)}`);
  const last = numbers.pop() ?? sql`0`;
  if (numbers.length === 0) return last;
  const cases = numbers.map((number, i) => sql`WHEN ms < ${spans[i]?.to ?? 0} THEN ${number}`);
  return sql`CASE ${joined(cases, ' ')} ELSE ${last} END`;
}
