/** Below what an entry and a request of PutEvents may hold, in bytes of UTF-8. */
export const ENTRY_BYTES = 240_000;
export const REQUEST_BYTES = 1_000_000;
export const REQUEST_ENTRIES = 10;

/** The texts around the events of an entry. */
const HEAD = '{"events":[';
const TAIL = ']}';

type Stream<T> = AsyncIterable<T> | Iterable<T>;

/** Fills the details of entries with as many events as fit, in order. An event that fits no entry goes alone in one. */
export async function* entryDetails(
  events: Stream<unknown>,
  mostBytes: number = ENTRY_BYTES,
): AsyncGenerator<string> {
  const room = mostBytes - HEAD.length - TAIL.length;
  for await (const texts of filled(jsonOf(events), room, Number.POSITIVE_INFINITY))
    yield `${HEAD}${texts.join(',')}${TAIL}`;
}

/** Gathers details for requests, in order; `overhead` is what an entry counts for besides its detail. */
export const requestsOf = (details: Stream<string>, overhead: number): AsyncGenerator<readonly string[]> =>
  filled(details, REQUEST_BYTES, REQUEST_ENTRIES, overhead);

async function* jsonOf(values: Stream<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield JSON.stringify(value);
}

/** `between` defaults to the comma that follows a text. */
async function* filled(
  texts: Stream<string>,
  room: number,
  most: number,
  between = 1,
): AsyncGenerator<readonly string[]> {
  let gathered: string[] = [];
  let bytes = 0;
  for await (const text of texts) {
    const size = Buffer.byteLength(text) + between;
    if (gathered.length > 0 && (gathered.length === most || bytes + size > room)) {
      yield gathered;
      [gathered, bytes] = [[], 0];
    }
    gathered.push(text);
    bytes += size;
  }
  if (gathered.length > 0) yield gathered;
}
