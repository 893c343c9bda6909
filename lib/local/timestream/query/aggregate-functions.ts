import { type Applied, mismatch } from './scalar-functions.ts';
import { type Typed, typed } from './typed.ts';
import { isNumber } from './types.ts';

export interface AggregateCall {
  readonly args: readonly Typed[] | '*';
  readonly distinct: boolean;
  /** FILTER and OVER in DuckDB's words, or nothing. */
  readonly suffix: string;
}

export type AggregateFunction = (call: AggregateCall) => Applied;

export const aggregateFunctions: Readonly<Record<string, AggregateFunction>> = {
  count: ({ args, distinct, suffix }) => {
    if (args === '*') return typed(`count(*)${suffix}`, 'BIGINT');
    const counted = sole(args);
    if (!counted) return mismatch(args);
    return typed(`count(${distinct ? 'DISTINCT ' : ''}${counted.sql})${suffix}`, 'BIGINT');
  },
  sum: ({ args, distinct, suffix }) => {
    const number = sole(args);
    if (!number || !isNumber(number.type)) return refused(args);
    const sql = `sum(${distinct ? 'DISTINCT ' : ''}${number.sql})${suffix}`;
    if (number.type === 'DOUBLE') return typed(sql, 'DOUBLE');
    // DuckDB adds whole numbers in 128 bits; the service fails where 64 do not do.
    return typed(`CAST(${sql} AS BIGINT)`, 'BIGINT');
  },
  avg: ({ args, distinct, suffix }) => {
    const number = sole(args);
    if (!number || !isNumber(number.type)) return refused(args);
    return typed(`avg(${distinct ? 'DISTINCT ' : ''}${number.sql})${suffix}`, 'DOUBLE');
  },
  min: (call) => extreme('min', call),
  max: (call) => extreme('max', call),
  // Of the rows that have a key, the one with the extreme key, even if its value is NULL.
  max_by: (call) => holder('arg_max_null', call),
  min_by: (call) => holder('arg_min_null', call),
};

/** Functions that exist only with OVER. */
export const windowFunctions: readonly string[] = ['rank', 'row_number'];

function extreme(name: string, { args, suffix }: AggregateCall): Applied {
  const value = sole(args);
  return value ? typed(`${name}(${value.sql})${suffix}`, value.type) : refused(args);
}

function holder(name: string, { args, distinct, suffix }: AggregateCall): Applied {
  if (args === '*' || distinct) return refused(args);
  const [value, key, more] = args;
  if (!value || !key || more) return mismatch(args);
  return typed(`${name}(${value.sql}, ${key.sql})${suffix}`, value.type);
}

const sole = (args: AggregateCall['args']): Typed | undefined =>
  args !== '*' && args.length === 1 ? args[0] : undefined;

const refused = (args: AggregateCall['args']): Applied =>
  args === '*' ? { refused: 'unexpected parameters (*)' } : mismatch(args);
