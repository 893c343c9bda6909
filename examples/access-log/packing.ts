/** Below what an entry and a request of PutEvents may hold, in bytes of UTF-8. */
export const ENTRY_BYTES = 240_000;
export const REQUEST_BYTES = 1_000_000;
export const REQUEST_ENTRIES = 10;

/** The detail of an entry, and how many events are in it. */
export interface PackedEntry {
  readonly detail: string;
  readonly events: number;
}

type Stream<T> = AsyncIterable<T> | Iterable<T>;

/** The texts around the events of an entry. */
const HEAD = '{"events":[';
const TAIL = ']}';

/** Fills entries with as many events as fit, in order. An event that fits no entry goes alone in one. */
export async function* packedEntries(
  events: Stream<unknown>,
  mostBytes: number = ENTRY_BYTES,
): AsyncGenerator<PackedEntry> {
  const room = mostBytes - HEAD.length - TAIL.length;
  const withComma = (text: string): number => Buffer.byteLength(text) + 1;
  for await (const texts of filled(jsonOf(events), withComma, room))
    yield { detail: `${HEAD}${texts.join(',')}${TAIL}`, events: texts.length };
}

/** Gathers entries for requests, in order; `overhead` is what an entry counts for besides its detail. */
export const requestsOf = (
  entries: Stream<PackedEntry>,
  overhead: number,
): AsyncGenerator<readonly PackedEntry[]> =>
  filled(entries, ({ detail }) => Buffer.byteLength(detail) + overhead, REQUEST_BYTES, REQUEST_ENTRIES);

async function* jsonOf(values: Stream<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield JSON.stringify(value);
}

async function* filled<T>(
  items: Stream<T>,
  sizeOf: (item: T) => number,
  room: number,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly T[]> {
  let gathered: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = sizeOf(item);
    if (gathered.length > 0 && (gathered.length === most || bytes + size > room)) {
      yield gathered;
      [gathered, bytes] = [[], 0];
    }
    gathered.push(item);
    bytes += size;
  }
  if (gathered.length > 0) yield gathered;
}
