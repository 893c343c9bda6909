/** The scalar types of the service, named as in ColumnInfo. */
export type SqlType =
  | 'BIGINT'
  | 'BOOLEAN'
  | 'DOUBLE'
  | 'INTEGER'
  | 'INTERVAL_DAY_TO_SECOND'
  | 'TIMESTAMP'
  | 'UNKNOWN'
  | 'VARCHAR';

/** What DuckDB is asked to compute with: instants and spans are nanoseconds, so that they are exact. */
export const duckType: Record<Exclude<SqlType, 'UNKNOWN'>, string> = {
  BIGINT: 'BIGINT',
  BOOLEAN: 'BOOLEAN',
  DOUBLE: 'DOUBLE',
  INTEGER: 'INTEGER',
  INTERVAL_DAY_TO_SECOND: 'BIGINT',
  TIMESTAMP: 'BIGINT',
  VARCHAR: 'VARCHAR',
};

const numbers: readonly SqlType[] = ['INTEGER', 'BIGINT', 'DOUBLE'];

export const isNumber = (type: SqlType): boolean => numbers.includes(type);

/** The type that both can be read as without asking, or `undefined`. Texts and numbers never mix. */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a === b || b === 'UNKNOWN') return a;
  if (a === 'UNKNOWN') return b;
  if (isNumber(a) && isNumber(b)) return numbers[Math.max(numbers.indexOf(a), numbers.indexOf(b))];
  return undefined;
}
