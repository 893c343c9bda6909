import { escaped, unescaped } from './escaped.ts';
import { fromSortableDecimal, isPlainDecimal, sortableDecimal } from './sortable-decimal.ts';

/**
 * An event's value as one text: `n` and a sortable number, `t` and any other text, `-` where it has none. Equal keys
 * are equal values, and among numbers the order of the keys is the order of the values.
 */
export function valueKey(value: string | undefined): string {
  if (value === undefined) return '-';
  return isPlainDecimal(value) ? `n${sortableDecimal(value)}` : `t${escaped(value)}`;
}

export function keyValue(key: string): string | undefined {
  if (key.startsWith('n')) return fromSortableDecimal(key.slice(1));
  return key.startsWith('t') ? unescaped(key.slice(1)) : undefined;
}
