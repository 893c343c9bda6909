/**
 * What a page may come to, in bytes of JSON. A function answers at most 6 MB; the rest is for what a dialect writes around
 * the items.
 */
const MAX_BYTES = 5_000_000;
const encoder = new TextEncoder();

/** The items that fit an answer, at least one of them: a page may end before its limit, and then has a next one. */
export function fitting<Item>(
  items: readonly Item[],
  bytesOf: (item: Item, before: Item | undefined) => number,
): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, i) => {
    bytes += bytesOf(item, items[i - 1]);
    return bytes > MAX_BYTES && i > 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

/** As it travels: a control character is six bytes of JSON, one beyond ASCII up to four of UTF-8. */
export const jsonBytes = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;
