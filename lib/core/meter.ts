import type { Instant } from './instant.ts';
import type { Problem } from './metering-error.ts';

export type MeterId = string;
export const METER_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
export const DIMENSION_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,59}$/;
/** Names with a meaning of their own in queries. */
export const RESERVED_DIMENSIONS: readonly string[] = ['customerId', 'subject.customerId'];
export const MAX_DIMENSIONS = 16;
export const MAX_NAME = 256;
export const MAX_DESCRIPTION = 1024;
export const MAX_UNIT = 64;

export const AGGREGATIONS = ['SUM', 'COUNT', 'MIN', 'MAX', 'AVG', 'LATEST', 'UNIQUE_COUNT'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** What is counted, and how. `dimensions` only ever grows; `aggregation` never changes. */
export interface Meter {
  readonly id: MeterId;
  readonly name: string;
  readonly description: string;
  readonly aggregation: Aggregation;
  readonly unit: string;
  readonly dimensions: readonly string[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Counts from 1, one more with each change. */
  readonly version: number;
  /** Set on a deleted meter: it takes no more usage, its id stays taken, its past stays queryable. */
  readonly deletedAt?: Instant;
}

export interface MeterDraft {
  readonly id?: MeterId;
  readonly name: string;
  readonly description?: string;
  readonly aggregation: Aggregation;
  readonly unit?: string;
  readonly dimensions?: readonly string[];
}

/** What a change names; the rest is kept. `version` is the one the caller read. */
export interface MeterChange {
  readonly name?: string;
  readonly description?: string;
  readonly aggregation?: Aggregation;
  readonly unit?: string;
  readonly dimensions?: readonly string[];
  readonly version?: number;
}

export const isMeterId = (text: unknown): text is MeterId => typeof text === 'string' && METER_ID.test(text);

/** Everything wrong with a draft or a change, in the names of the native dialect. */
export function meterProblems(draft: Partial<MeterDraft>): Problem[] {
  const problems: Problem[] = [];
  const check = (ok: boolean, path: string, message: string, value: unknown): void => {
    if (!ok) problems.push({ path, message, value });
  };
  if (draft.id !== undefined) check(METER_ID.test(draft.id), 'id', `must match ${METER_ID.source}`, draft.id);
  const texts = [
    ['name', draft.name, 1, MAX_NAME],
    ['description', draft.description, 0, MAX_DESCRIPTION],
    ['unit', draft.unit, 0, MAX_UNIT],
  ] as const;
  for (const [path, text, least, most] of texts) {
    if (text === undefined) continue;
    check(
      text.length >= least && text.length <= most,
      path,
      `must have ${least} to ${most} characters`,
      text,
    );
    check(text.isWellFormed(), path, 'must be well-formed Unicode', text);
  }
  return [...problems, ...dimensionProblems(draft.dimensions ?? [])];
}

/** What is wrong with the names of dimensions; what is no text at all is for a schema to say. */
export function dimensionProblems(names: readonly unknown[]): Problem[] {
  // A list of a hundred thousand is wrong already, and comparing them all with each other would take its time.
  if (names.length > MAX_DIMENSIONS) {
    return [{ path: 'dimensions', message: `at most ${MAX_DIMENSIONS} are allowed`, value: names.length }];
  }
  return names.flatMap((value, i) => {
    if (typeof value !== 'string') return [];
    const path = `dimensions.${i}`;
    return [
      ...(DIMENSION_NAME.test(value)
        ? []
        : [{ path, message: `must match ${DIMENSION_NAME.source}`, value }]),
      ...(RESERVED_DIMENSIONS.includes(value) ? [{ path, message: 'is a reserved name', value }] : []),
      ...(names.indexOf(value) === i ? [] : [{ path, message: 'is named twice', value }]),
    ];
  });
}

/** An id made of a name: `API calls` → `api_calls`, `Café` → `cafe`; `meter` where nothing of the name can stand in one. */
export function meterIdFrom(name: string): MeterId {
  const id = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 48)
    .replace(/^_+|_+$/g, '');
  return id || 'meter';
}
