import { type CustomerId, isCustomerId } from './customer.ts';
import { Numeral, readDecimal } from './decimal.ts';
import { type Instant, printInstant, readInstant } from './instant.ts';
import { isJsonObject } from './json-object.ts';
import { type Aggregation, isMeterId, type Meter, type MeterId } from './meter.ts';

/** Dimension names to texts, in the order of the names. An absent dimension is not the same as an empty one. */
export type Dimensions = ReadonlyMap<string, string>;

/** Something that was used. Its identity is (meterId, customerId, id); everything else is its content. */
export interface UsageEvent extends EventKey {
  readonly time: Instant;
  /**
   * A decimal in plain notation; for a UNIQUE_COUNT meter any text; `undefined` for a COUNT meter, where an event
   * counts one whatever it carries.
   */
  readonly value: string | undefined;
  readonly dimensions: Dimensions;
}

export interface EventKey {
  readonly meterId: MeterId;
  readonly customerId: CustomerId;
  readonly id: string;
}

/** An event as the ledger keeps it. */
export interface LedgerEntry {
  readonly event: UsageEvent;
  readonly receivedAt: Instant;
  readonly cancelledAt?: Instant;
}

/** The fields of an event as a caller sent them, named and not yet judged. */
export interface UsageEventDraft {
  readonly id?: unknown;
  readonly meterId?: unknown;
  readonly customerId?: unknown;
  readonly value?: unknown;
  readonly time?: unknown;
  readonly dimensions?: unknown;
  /** What a dialect found wrong while translating; refuses the event. */
  readonly refused?: EventRefusal;
}

export type EventRefusalCode =
  | 'value.invalid'
  | 'time.out-of-bounds'
  | 'id.invalid'
  | 'dimension.invalid'
  | 'customer.missing'
  | 'meter.not-found'
  | 'identity.forbidden'
  | 'event.conflict'
  | 'request.malformed';

export interface EventRefusal {
  readonly code: EventRefusalCode;
  readonly message: string;
}

/** What stands in for what an event left out. */
export interface Arrival {
  /** When the event reached us: the bounds of `time` are relative to it. */
  readonly now: Instant;
  /** The `time` of an event that has none: that of its envelope, else `now`. */
  readonly time: Instant;
  /** The id of an event with neither id nor time: the envelope's, else a random one. */
  readonly fallbackId: () => string;
  /** A collision-resistant digest of a text, for the id of an event that has a time but no id. */
  readonly digest: (text: string) => string;
}

export interface ReadEvent {
  readonly event: UsageEvent;
  /** Whether the caller named the time; if not, a repeat may differ in it and is the same event still. */
  readonly timed: boolean;
}

export const MAX_EVENT_ID = 256;
export const MAX_UNIQUE_TEXT = 512;
export const MAX_DIMENSION_NAME = 200;
export const MAX_DIMENSION_VALUE = 200;
export const MAX_DIMENSION_BYTES = 2048;
export const MAX_AHEAD = 15 * 60_000;
export const EARLIEST = Date.UTC(2000, 0, 1);
/** A number below it is rather a time of ours in seconds than one of the seventies in milliseconds. */
const LATEST_SECONDS = 1e11;

/** Judges a draft against its meter; the first thing wrong is the refusal. */
export function readUsageEvent(
  draft: UsageEventDraft,
  meter: Meter,
  arrival: Arrival,
): ReadEvent | EventRefusal {
  if (draft.refused) return draft.refused;
  if (!isCustomerId(draft.customerId)) {
    return refusal('customer.missing', 'customerId', draft.customerId, 'expected 1 to 256 characters');
  }
  const dimensions = readDimensions(draft.dimensions);
  if ('code' in dimensions) return dimensions;
  const value = readValue(draft.value, meter.aggregation);
  if ('code' in value) return value;
  const time = readTime(draft.time, arrival);
  if (typeof time === 'object') return time;
  const timed = draft.time !== undefined && draft.time !== null;
  const content = { meterId: meter.id, customerId: draft.customerId, time, value: value.text, dimensions };
  const id = readId(draft.id, timed, content, arrival);
  if (typeof id === 'object') return id;
  return { event: { id, ...content }, timed };
}

export const isRefusal = (read: ReadEvent | EventRefusal): read is EventRefusal => 'code' in read;

/** One text per identity; no two identities share one, whatever characters they are made of. */
export const keyText = (key: EventKey): string => JSON.stringify([key.meterId, key.customerId, key.id]);

/** Whether a repeat says what the kept event says: value, instant (where it named one) and dimensions. */
export function sameContent(kept: UsageEvent, repeat: ReadEvent): boolean {
  const { event, timed } = repeat;
  if (kept.value !== event.value) return false;
  if (timed && kept.time !== event.time) return false;
  if (kept.dimensions.size !== event.dimensions.size) return false;
  for (const [name, text] of event.dimensions) if (kept.dimensions.get(name) !== text) return false;
  return true;
}

export function refusal(
  code: EventRefusalCode,
  field: string,
  seen: unknown,
  expected: string,
): EventRefusal {
  return { code, message: `${field}: ${expected}, got ${glimpse(seen)}` };
}

/** A value in at most 80 characters, for messages. */
export function glimpse(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Numeral) return value.text.slice(0, 80);
  const text = typeof value === 'object' && value !== null ? kind(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77).toWellFormed()}…` : text;
}

const kind = (value: object): string => (Array.isArray(value) ? 'an array' : 'an object');

/** Tells an undeclared or deleted meter from a text that can be none. */
export const meterRefusal = (meterId: unknown): EventRefusal =>
  isMeterId(meterId)
    ? { code: 'meter.not-found', message: `meterId: there is no meter "${meterId}"` }
    : refusal('meter.not-found', 'meterId', meterId, 'expected the id of a meter');

function readValue(value: unknown, aggregation: Aggregation): { text: string | undefined } | EventRefusal {
  if (aggregation === 'COUNT') return { text: undefined };
  if (aggregation === 'UNIQUE_COUNT' && typeof value === 'string') {
    const fits = value.length >= 1 && value.length <= MAX_UNIQUE_TEXT && value.isWellFormed();
    return fits
      ? { text: value }
      : refusal('value.invalid', 'value', value, `expected 1 to ${MAX_UNIQUE_TEXT} characters`);
  }
  const read = readDecimal(value);
  return 'text' in read ? read : refusal('value.invalid', 'value', value, read.refused);
}

function readTime(time: unknown, arrival: Arrival): Instant | EventRefusal {
  const absent = time === undefined || time === null;
  const at = absent ? arrival.time : typeof time === 'string' ? readInstant(time) : epochMillis(time);
  const seen = absent ? printInstant(arrival.time) : time;
  const refuse = (expected: string): EventRefusal => refusal('time.out-of-bounds', 'time', seen, expected);
  if (at === undefined) return refuse('expected RFC 3339 with an offset, or epoch milliseconds');
  if (typeof time !== 'string' && at >= EARLIEST / 1000 && at < LATEST_SECONDS)
    return refuse('expected epoch milliseconds (these look like seconds)');
  if (at < EARLIEST) return refuse(`expected no time before ${printInstant(EARLIEST)}`);
  if (at > arrival.now + MAX_AHEAD)
    return refuse(`expected at most 15 minutes after ${printInstant(arrival.now)}`);
  return at;
}

/** A whole number as it was written: 1767225600000.0000001 is none, although its double is. */
function epochMillis(time: unknown): number | undefined {
  const read = typeof time === 'string' ? undefined : readDecimal(time);
  return read && 'text' in read && /^-?\d{1,15}$/.test(read.text) ? Number(read.text) : undefined;
}

function readId(
  id: unknown,
  timed: boolean,
  content: Omit<UsageEvent, 'id'>,
  arrival: Arrival,
): string | EventRefusal {
  if (id === undefined || id === null) {
    if (!timed) return arrival.fallbackId();
    const { meterId, customerId, value, time, dimensions } = content;
    return arrival.digest(JSON.stringify([meterId, customerId, value, time, [...dimensions]]));
  }
  const text = scalarText(id);
  const fits =
    typeof text === 'string' && text.length >= 1 && text.length <= MAX_EVENT_ID && text.isWellFormed();
  return fits ? text : refusal('id.invalid', 'id', id, `expected 1 to ${MAX_EVENT_ID} characters`);
}

/** A text, or a number in plain notation: 1, 1.0 and 1e0 are one number, and must be one id and one group. */
export function scalarText(seen: unknown): string | undefined {
  if (typeof seen === 'string') return seen;
  if (typeof seen !== 'number' && !(seen instanceof Numeral)) return undefined;
  const read = readDecimal(seen);
  return 'text' in read ? read.text : undefined;
}

function readDimensions(input: unknown): Dimensions | EventRefusal {
  if (input === undefined || input === null) return new Map();
  if (!isJsonObject(input)) {
    return refusal('dimension.invalid', 'dimensions', input, 'expected an object of texts');
  }
  const pairs: [string, string][] = [];
  let bytes = 0;
  for (const [name, seen] of Object.entries(input)) {
    if (seen === null || seen === undefined) continue;
    if (name.length < 1 || name.length > MAX_DIMENSION_NAME || !name.isWellFormed()) {
      return refusal(
        'dimension.invalid',
        'dimensions',
        name,
        `expected names of 1 to ${MAX_DIMENSION_NAME} characters`,
      );
    }
    const text = typeof seen === 'boolean' ? String(seen) : scalarText(seen);
    if (text === undefined || text.length > MAX_DIMENSION_VALUE || !text.isWellFormed()) {
      const expected = `expected a text, number or boolean of at most ${MAX_DIMENSION_VALUE} characters`;
      return refusal('dimension.invalid', `dimensions.${name.slice(0, 60).toWellFormed()}`, seen, expected);
    }
    bytes += utf8Length(name) + utf8Length(text);
    pairs.push([name, text]);
  }
  if (bytes > MAX_DIMENSION_BYTES) {
    return refusal(
      'dimension.invalid',
      'dimensions',
      bytes,
      `expected at most ${MAX_DIMENSION_BYTES} bytes in all`,
    );
  }
  return dimensionsOf(pairs);
}

/** Dimensions in the order of their names, so that equal content has one text. */
export const dimensionsOf = (pairs: Iterable<readonly [string, string]>): Dimensions =>
  new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

const encoder = new TextEncoder();
const utf8Length = (text: string): number => encoder.encode(text).length;
