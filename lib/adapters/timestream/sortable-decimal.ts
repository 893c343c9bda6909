import { decimal, plain, readDecimal } from '../../core/decimal.ts';

/** Keeps the exponents −100 to 100, and their mirror images, at three digits. */
const BIAS = 500;
const MIRROR = 999;
/** Sorts behind every digit: of two negative numbers with equal first digits, the longer one is the smaller. */
const END = ':';

/** Whether the text is the plain notation of a number that an event may carry. */
export function isPlainDecimal(text: string): boolean {
  const read = readDecimal(text);
  return 'text' in read && read.text === text;
}

/**
 * A decimal as a text whose byte order is the order of the numbers: sign, exponent, digits; for negative numbers
 * every digit mirrored.
 * @param text plain notation
 */
export function sortableDecimal(text: string): string {
  if (text === '0') return '0';
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  const exponent = whole.length - 1 - all.search(/[^0]/);
  return text.startsWith('-')
    ? `-${MIRROR - (exponent + BIAS)}${mirrored(digits)}${END}`
    : `P${exponent + BIAS}${digits}`;
}

/** The plain notation of what `sortableDecimal` wrote. */
export function fromSortableDecimal(sortable: string): string {
  if (sortable === '0') return '0';
  const negative = sortable.startsWith('-');
  const biased = Number(sortable.slice(1, 4));
  const exponent = (negative ? MIRROR - biased : biased) - BIAS;
  const digits = negative ? mirrored(sortable.slice(4, -END.length)) : sortable.slice(4);
  return plain(decimal(`${negative ? '-' : ''}${digits.charAt(0)}.${digits.slice(1)}0e${exponent}`));
}

const mirrored = (digits: string): string => digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
