import { Decimal as Library } from 'decimal.js';

/**
 * Money-grade decimal arithmetic: addition is exact, because 1,000 digits hold any sum of values whose adjusted
 * exponents lie within ±100; only `average` rounds, and says how.
 */
const Exact = Library.clone({
  precision: 1000,
  rounding: Library.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
const TwentyDigits = Exact.clone({ precision: 20, rounding: Library.ROUND_HALF_EVEN });

export type Decimal = Library;

export const MAX_SIGNIFICANT_DIGITS = 38;
export const MAX_EXPONENT = 100;
/** Longer texts are refused unread, so that a megabyte of zeros costs nothing. */
const MAX_TEXT = 512;
const GRAMMAR = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number as it was written in JSON, kept as text because a double would have rounded it. */
export class Numeral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const zero: Decimal = new Exact(0);

/** A decimal that is known to be well formed: canonical text from a store, or a small constant. */
export const decimal = (text: string | number): Decimal => new Exact(text);

export const add = (a: Decimal, b: Decimal): Decimal => a.plus(b);

/** sum ÷ count with 20 significant digits, half-even. */
export const average = (sum: Decimal, count: number): Decimal => TwentyDigits.div(sum, count);

/** Plain notation: no exponent, no trailing zeros, `-0` is `0`. */
export const plain = (value: Decimal): string => (value.isZero() ? '0' : value.toFixed());

/**
 * Reads a usage value as it was sent: a JSON number or a decimal string.
 * @returns its plain notation, or the reason why it is refused
 */
export function readDecimal(input: unknown): { text: string } | { refused: string } {
  const text = input instanceof Numeral ? input.text : typeof input === 'number' ? doubleText(input) : input;
  if (text === undefined) {
    return {
      refused: 'a number that may have been rounded to a double: send more than 15 digits as a string',
    };
  }
  if (typeof text !== 'string') return { refused: 'expected a JSON number or a decimal string' };
  if (text.length > MAX_TEXT) return { refused: `longer than ${MAX_TEXT} characters` };
  const parts = GRAMMAR.exec(text);
  if (!parts) return { refused: 'not a decimal number (digits, optional fraction, optional exponent)' };
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return { text: '0' };
  if (digits.length > MAX_SIGNIFICANT_DIGITS) {
    return { refused: `more than ${MAX_SIGNIFICANT_DIGITS} significant digits` };
  }
  const leadingZeros = all.length - all.replace(/^0+/, '').length;
  const adjusted = whole.length - leadingZeros - 1 + Number(exponent);
  if (!(Math.abs(adjusted) <= MAX_EXPONENT)) return { refused: `exponent beyond ±${MAX_EXPONENT}` };
  if (exponent === '0' && fraction === '') return { text: sign + all.slice(leadingZeros) };
  return { text: plain(new Exact(text)) };
}

/**
 * A JavaScript number stands for its literal only while 15 digits hold it; beyond that somebody's JSON parser
 * has rounded it before we saw it (the Lambda runtime does, for events it hands over directly).
 */
function doubleText(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  // 100000000000000001 arrives as 1e17, which looks short and is another number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined;
  const text = String(value);
  const digits = text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return digits.length <= 15 ? text : undefined;
}
