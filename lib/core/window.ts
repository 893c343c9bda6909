import { Temporal } from 'temporal-polyfill';
import type { Instant } from './instant.ts';

export const WINDOW_SIZES = ['NONE', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const;
export type WindowSize = (typeof WINDOW_SIZES)[number];
/** The sizes that divide time; `NONE` is the queried range itself. */
export type CalendarWindow = Exclude<WindowSize, 'NONE'>;
/** The sizes that are made of dates. */
export type DatedWindow = Extract<WindowSize, 'DAY' | 'WEEK' | 'MONTH'>;

/** Half open: `start` belongs to it, `end` does not. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

/** A stretch of time in which a zone keeps one offset from UTC, in milliseconds east of it. */
export interface OffsetSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly offset: number;
}

export const MILLIS = { MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000, WEEK: 604_800_000 } as const;

/** Whether the text names a zone of the IANA database (`UTC`, `Asia/Kathmandu`); bare offsets are none. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * The stretches of one UTC offset that together cover [from, to), in order. A store that only knows UTC arithmetic
 * adds `offset` to the times of a stretch and has wall-clock time.
 */
export function offsetSpans(timeZone: string, from: Instant, to: Instant): OffsetSpan[] {
  if (isUtc(timeZone)) return [{ from, to, offset: 0 }];
  const spans: OffsetSpan[] = [];
  let at = from;
  while (at < to) {
    const local = zoned(at, timeZone);
    const next = local.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    const end = Math.min(next, to);
    const offset = local.offsetNanoseconds / 1e6;
    const last = spans.at(-1);
    // Some transitions rename a zone and leave its offset alone.
    if (last?.offset === offset) spans[spans.length - 1] = { ...last, to: end };
    else spans.push({ from: at, to: end, offset });
    at = end;
  }
  return spans;
}

/**
 * As `offsetSpans`, for days, weeks and months: adding `offset` to any time of a stretch gives a time on a calendar that
 * lies in the same window as `windowAt` says. They differ where a clock goes back over the start of a window: its
 * calendar then stays in the new window until the clock arrives there again.
 */
export function calendarSpans(size: DatedWindow, timeZone: string, from: Instant, to: Instant): OffsetSpan[] {
  return offsetSpans(timeZone, from, to).flatMap((span) => {
    // The window, not the stretch before, tells where the calendar is: the range may begin in a repeated hour.
    const { start } = windowAt(size, timeZone, span.from);
    const startOnClock = start + offsetAt(start, timeZone);
    const caughtUp = Math.min(startOnClock - span.offset, span.to);
    if (caughtUp <= span.from) return [span];
    const ahead = { from: span.from, to: caughtUp, offset: startOnClock - span.from };
    return caughtUp < span.to ? [ahead, { ...span, from: caughtUp }] : [ahead];
  });
}

/**
 * The window of the wall clock in `timeZone` that an instant lies in. Days have 23 to 25 hours where clocks change;
 * an hour that repeats is two windows; WEEK starts on Monday. A day begins at the first instant of its date and ends
 * where the next begins: where a clock goes back over midnight, the repeated hour of the old date is of the new day.
 */
export function windowAt(size: CalendarWindow, timeZone: string, at: Instant): Window {
  if (size === 'MINUTE' || size === 'HOUR') return clockWindow(MILLIS[size], timeZone, at);
  if (isUtc(timeZone) && size !== 'MONTH') {
    // 1970-01-05 was the first Monday.
    const origin = size === 'WEEK' ? 4 * MILLIS.DAY : 0;
    const start = Math.floor((at - origin) / MILLIS[size]) * MILLIS[size] + origin;
    return { start, end: start + MILLIS[size] };
  }
  const length = { DAY: { days: 1 }, WEEK: { weeks: 1 }, MONTH: { months: 1 } }[size];
  const first = firstDate(size, zoned(at, timeZone).toPlainDate());
  let next = first.add(length);
  let window = { start: startOfDay(first, timeZone), end: startOfDay(next, timeZone) };
  while (at >= window.end) {
    next = next.add(length);
    window = { start: window.end, end: startOfDay(next, timeZone) };
  }
  return window;
}

function firstDate(size: DatedWindow, date: Temporal.PlainDate): Temporal.PlainDate {
  switch (size) {
    case 'DAY':
      return date;
    case 'WEEK':
      return date.subtract({ days: date.dayOfWeek - 1 });
    case 'MONTH':
      return date.with({ day: 1 });
  }
}

/** Minutes and hours divide the wall clock of one offset; a change of offset ends a window early. */
function clockWindow(length: number, timeZone: string, at: Instant): Window {
  if (isUtc(timeZone)) {
    const start = Math.floor(at / length) * length;
    return { start, end: start + length };
  }
  const local = zoned(at, timeZone);
  const offset = local.offsetNanoseconds / 1e6;
  const start = Math.floor((at + offset) / length) * length - offset;
  const before = zoned(at + 1, timeZone).getTimeZoneTransition('previous')?.epochMilliseconds;
  const after = local.getTimeZoneTransition('next')?.epochMilliseconds;
  return { start: Math.max(start, before ?? start), end: Math.min(start + length, after ?? start + length) };
}

const isUtc = (timeZone: string): boolean => timeZone === 'UTC';

const zoned = (at: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

const offsetAt = (at: Instant, timeZone: string): number => zoned(at, timeZone).offsetNanoseconds / 1e6;

const startOfDay = (date: Temporal.PlainDate, timeZone: string): Instant =>
  date.toZonedDateTime({ timeZone }).epochMilliseconds;
