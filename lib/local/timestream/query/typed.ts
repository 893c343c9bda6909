import { invalid } from '../fault.ts';
import { commonType, duckType, type SqlType } from './types.ts';

/** DuckDB's words for an expression of the service, and the type that it has there. */
export interface Typed {
  readonly sql: string;
  readonly type: SqlType;
  /** What a literal stands for. */
  readonly constant?: bigint | string;
}

const MAX_LENGTH = 1_048_576;

/** Some translations repeat what they are given; nested without end they would not fit into memory. */
export function typed(sql: string, type: SqlType, constant?: bigint | string): Typed {
  if (sql.length > MAX_LENGTH) throw invalid('The query is too complex.');
  return constant === undefined ? { sql, type } : { sql, type, constant };
}

/** Reads an expression as a type that `commonType` allows for it. */
export function as({ sql, type }: Typed, target: SqlType): string {
  if (type === target || target === 'UNKNOWN') return sql;
  return `CAST(${sql} AS ${duckType[target]})`;
}

/** The type that all share, or `undefined` where there is none. */
export function sharedType(all: readonly Typed[]): SqlType | undefined {
  let shared: SqlType | undefined = 'UNKNOWN';
  for (const { type } of all) {
    shared = commonType(shared, type);
    if (shared === undefined) return undefined;
  }
  return shared;
}

/** A text literal. A NUL would end the whole statement, so it is written by its code. */
export function quote(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join() : `(${parts.join(' || chr(0) || ')})`;
}
