import { type EventRefusal, refusal } from './event-refusal.ts';
import { scalarText } from './event-value.ts';
import { isJsonObject } from './json-object.ts';

/** Dimension names to texts, in the order of the names. An absent dimension is not the same as an empty one. */
export type Dimensions = ReadonlyMap<string, string>;

export const MAX_DIMENSION_NAME = 200;
export const MAX_DIMENSION_VALUE = 200;
export const MAX_DIMENSION_BYTES = 2048;

/** Numbers and booleans become texts, `null` an absent dimension. */
export function readDimensions(input: unknown): Dimensions | EventRefusal {
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
