import { Numeral, readDecimal } from './decimal.ts';
import { type EventRefusal, refusal } from './event-refusal.ts';
import type { Aggregation } from './meter.ts';

export const MAX_UNIQUE_TEXT = 512;

/** The value of an event as its meter's aggregation takes it: any text for UNIQUE_COUNT, nothing for COUNT. */
export function readValue(
  value: unknown,
  aggregation: Aggregation,
): { text: string | undefined } | EventRefusal {
  if (aggregation === 'COUNT') return { text: undefined };
  const refuse = (expected: string): EventRefusal => refusal('value.invalid', 'value', value, expected);
  const isNumber = typeof value === 'number' || value instanceof Numeral;
  if (aggregation === 'UNIQUE_COUNT' && !isNumber) {
    const fits =
      typeof value === 'string' &&
      value.length >= 1 &&
      value.length <= MAX_UNIQUE_TEXT &&
      value.isWellFormed();
    return fits
      ? { text: value }
      : refuse(`expected a text of 1 to ${MAX_UNIQUE_TEXT} well-formed characters, or a number`);
  }
  if (!isNumber && typeof value !== 'string') return refuse('expected a JSON number or a decimal string');
  const read = readDecimal(value);
  return 'text' in read ? read : refuse(read.refused);
}

/** A text, or a number in plain notation: 1, 1.0 and 1e0 are one number, and must be one id and one group. */
export function scalarText(seen: unknown): string | undefined {
  if (typeof seen === 'string') return seen;
  if (typeof seen !== 'number' && !(seen instanceof Numeral)) return undefined;
  const read = readDecimal(seen);
  return 'text' in read ? read.text : undefined;
}
