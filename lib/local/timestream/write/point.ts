import { createHash } from 'node:crypto';
import type { MeasureType } from '../catalog/table-schema.ts';

/** One record as it will be stored: merged with the common attributes, its values parsed. */
export interface Point {
  /** Name and value. */
  readonly dimensions: readonly (readonly [string, string])[];
  readonly measureName: string;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly version: bigint;
  readonly values: readonly MeasuredValue[];
  /** Equal where dimensions, time and measure name are: what the service takes for the same record. */
  readonly id: bigint;
  /** Equal where all values are. */
  readonly digest: bigint;
}

export interface MeasuredValue {
  readonly column: string;
  readonly type: MeasureType;
  readonly value: bigint | boolean | number | string;
}

export function newPoint(facts: Omit<Point, 'id' | 'digest'>): Point {
  const dimensions = [...facts.dimensions].sort(([a], [b]) => (a < b ? -1 : 1));
  const values = [...facts.values].sort((a, b) => (a.column < b.column ? -1 : 1));
  const identity = [dimensions, String(facts.time), facts.measureName];
  const content = values.map(({ column, type, value }) => [column, type, String(value)]);
  return {
    ...facts,
    id: (digestOf(identity, 0) << 64n) | BigInt.asUintN(64, digestOf(identity, 8)),
    digest: digestOf(content, 0),
  };
}

/** UTF-8 bytes of all dimension names and values. */
export const seriesBytes = (point: Point): number =>
  point.dimensions.reduce((sum, [name, value]) => sum + bytes(name) + bytes(value), 0);

/** As the service meters a record: names and texts by their bytes, time and numbers 8, booleans 1. */
export const recordBytes = (point: Point): number =>
  point.values.reduce(
    (sum, { column, value }) => sum + bytes(column) + valueBytes(value),
    seriesBytes(point) + bytes(point.measureName) + 8,
  );

const valueBytes = (value: MeasuredValue['value']): number =>
  typeof value === 'string' ? bytes(value) : typeof value === 'boolean' ? 1 : 8;

const bytes = (text: string): number => Buffer.byteLength(text);

const digestOf = (content: unknown, offset: number): bigint =>
  createHash('sha256').update(JSON.stringify(content)).digest().readBigInt64BE(offset);
