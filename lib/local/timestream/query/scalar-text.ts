import type { DuckDBValue } from '@duckdb/node-api';
import type { SqlType } from './types.ts';

/** A value as the service writes it: always text. */
export function scalarText(value: Exclude<DuckDBValue, null>, type: SqlType): string {
  if (type === 'TIMESTAMP') return timestampText(value as bigint);
  if (type === 'DOUBLE') return doubleText(value as number);
  return String(value);
}

const SECOND = 1_000_000_000n;

/** `YYYY-MM-DD HH:MM:SS.nnnnnnnnn`, in UTC and without saying so. */
export function timestampText(nanoseconds: bigint): string {
  const fraction = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const whole = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString();
  return `${whole.slice(0, 19).replace('T', ' ')}.${String(fraction).padStart(9, '0')}`;
}

/** As Java prints a double: always a point, and an exponent outside [0.001, 10,000,000). */
export function doubleText(number: number): string {
  const size = Math.abs(number);
  if (!Number.isFinite(number)) return String(number);
  if (number === 0) return Object.is(number, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) {
    const text = String(number);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}
