/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Hour 24 and the leap second 60 are none: the first is no RFC 3339, the second no instant of POSIX time. */
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Reads RFC 3339 with an offset; finer than a millisecond is cut. `undefined` where the text is none. */
export function readInstant(text: string): Instant | undefined {
  const parts = RFC_3339.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = parts;
  const date = `${year}-${month}-${day}`;
  // Date.parse lets 30 February roll over into March; a calendar day that does not print back is none.
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined;
  const millis = `.${fraction.slice(1, 4).padEnd(3, '0')}`;
  const at = Date.parse(`${date}T${hour}:${minute}:${second}${millis}${offset.toUpperCase()}`);
  return isCalendar(at) ? at : undefined;
}

/** Whether an instant has a date of four-digit years, and so prints as RFC 3339. */
export const isCalendar = (at: Instant): boolean => at >= YEAR_0 && at < YEAR_10000;
const YEAR_0 = Date.parse('0000-01-01T00:00:00Z');
const YEAR_10000 = Date.UTC(10_000, 0, 1);

/** UTC with `Z` and milliseconds. */
export const printInstant = (at: Instant): string => new Date(at).toISOString();
