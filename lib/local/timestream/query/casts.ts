import { quote, type Typed, typed } from './typed.ts';
import { duckType, type SqlType } from './types.ts';

/** CAST as the service does it, or `undefined` where that is refused or not emulated. */
export function castTo(operand: Typed, to: SqlType): Typed | undefined {
  if (to === 'UNKNOWN') return undefined;
  if (operand.type === to) return typed(operand.sql, to);
  if (operand.type === 'UNKNOWN') return typed(`CAST(NULL AS ${duckType[to]})`, to);
  const sql = operand.type === 'VARCHAR' ? fromText(operand.sql, to) : fromOther(operand, to);
  return sql === undefined ? undefined : typed(sql, to);
}

const plain: Readonly<Record<string, readonly SqlType[]>> = {
  BIGINT: ['BOOLEAN', 'DOUBLE', 'VARCHAR'],
  BOOLEAN: ['BIGINT', 'DOUBLE', 'VARCHAR'],
  DOUBLE: ['BOOLEAN'],
  INTEGER: ['BIGINT', 'BOOLEAN', 'DOUBLE', 'VARCHAR'],
};

function fromOther({ sql, type }: Typed, to: Exclude<SqlType, 'UNKNOWN'>): string | undefined {
  if (plain[type]?.includes(to)) return `CAST(${sql} AS ${duckType[to]})`;
  // Rounds halves away from zero; DuckDB's own cast rounds them to even.
  if (type === 'DOUBLE' && to === 'BIGINT') return `CAST(round(${sql}) AS BIGINT)`;
  if (type === 'TIMESTAMP' && to === 'VARCHAR')
    return `strftime(make_timestamp_ns(${sql}), '%Y-%m-%d %H:%M:%S.%n')`;
  return undefined;
}

/** What the service reads; DuckDB alone would take '1e3' and '1.5' for whole numbers, and 'yes' for true. */
const readable: Partial<Record<SqlType, string>> = {
  BIGINT: '[+-]?[0-9]+',
  BOOLEAN: '(?i:true|false|t|f|1|0)',
  DOUBLE: '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?',
  TIMESTAMP: '[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)?',
};

function fromText(sql: string, to: SqlType): string | undefined {
  const pattern = readable[to];
  if (pattern === undefined) return undefined;
  const read =
    to === 'TIMESTAMP'
      ? `epoch_ns(CAST(${sql} AS TIMESTAMP_NS))`
      : `CAST(${sql} AS ${duckType[to as 'BIGINT']})`;
  const complaint = `error('Cannot cast ''' || ${sql} || ''' to ${to}')`;
  return `(CASE WHEN regexp_full_match(${sql}, ${quote(pattern)}) THEN ${read} WHEN ${sql} IS NOT NULL THEN ${complaint} END)`;
}
