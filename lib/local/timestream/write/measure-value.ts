import type { MeasureType } from '../catalog/table-schema.ts';
import { invalid } from '../fault.ts';
import type { MeasuredValue } from './point.ts';

export const TIME_UNITS = ['MILLISECONDS', 'SECONDS', 'MICROSECONDS', 'NANOSECONDS'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const nanoseconds: Record<TimeUnit, bigint> = {
  SECONDS: 1_000_000_000n,
  MILLISECONDS: 1_000_000n,
  MICROSECONDS: 1_000n,
  NANOSECONDS: 1n,
};

const MAX_BIGINT = 2n ** 63n - 1n;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Parses the text of a measure. Refuses with ValidationException what is no value of its type. */
export function readMeasureValue(
  column: string,
  type: MeasureType,
  text: string,
  unit: TimeUnit,
): MeasuredValue {
  const value = parse[type](text, unit);
  if (value === undefined) throw invalid(`The value of the measure ${column} is not a valid ${type}.`);
  return { column, type, value };
}

/** The instant in nanoseconds, or `undefined` where the text is none that the service can hold. */
export function readInstant(text: string, unit: TimeUnit): bigint | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const instant = BigInt(text) * nanoseconds[unit];
  return instant <= MAX_BIGINT ? instant : undefined;
}

const parse: Record<MeasureType, (text: string, unit: TimeUnit) => MeasuredValue['value'] | undefined> = {
  BIGINT: readBigint,
  BOOLEAN: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  DOUBLE: (text) => {
    const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  },
  TIMESTAMP: readInstant,
  VARCHAR: (text) => text,
};

function readBigint(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = text.startsWith('+') ? BigInt(text.slice(1)) : BigInt(text);
  return value <= MAX_BIGINT && value >= -MAX_BIGINT - 1n ? value : undefined;
}
