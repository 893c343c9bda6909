import { type CustomerId, isCustomerId } from './customer.ts';
import { readDecimal } from './decimal.ts';
import { type Dimensions, readDimensions } from './event-dimensions.ts';
import { type EventRefusal, refusal } from './event-refusal.ts';
import { readValue, scalarText } from './event-value.ts';
import { type Instant, printInstant, readInstant } from './instant.ts';
import { isMeterId, type Meter, type MeterId } from './meter.ts';

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

/** Tells an undeclared or deleted meter from a text that can be none. */
export const meterRefusal = (meterId: unknown): EventRefusal =>
  isMeterId(meterId)
    ? { code: 'meter.not-found', message: `meterId: there is no meter "${meterId}"` }
    : refusal('meter.not-found', 'meterId', meterId, 'expected the id of a meter');

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
