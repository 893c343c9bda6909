import { Numeral } from './decimal.ts';

export type EventRefusalCode =
  | 'value.invalid'
  | 'time.out-of-bounds'
  | 'id.invalid'
  | 'dimension.invalid'
  | 'customer.missing'
  | 'meter.not-found'
  | 'identity.forbidden'
  | 'event.conflict'
  | 'request.malformed';

export interface EventRefusal {
  readonly code: EventRefusalCode;
  readonly message: string;
}

export function refusal(
  code: EventRefusalCode,
  field: string,
  seen: unknown,
  expected: string,
): EventRefusal {
  return { code, message: `${field}: ${expected}, got ${glimpse(seen)}` };
}

/** A value in at most 80 characters, for messages. */
export function glimpse(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Numeral) return value.text.slice(0, 80);
  const text = typeof value === 'object' && value !== null ? kind(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77).toWellFormed()}…` : text;
}

const kind = (value: object): string => (Array.isArray(value) ? 'an array' : 'an object');
