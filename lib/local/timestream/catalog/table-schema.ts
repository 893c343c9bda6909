export const MEASURE_TYPES = ['BIGINT', 'BOOLEAN', 'DOUBLE', 'TIMESTAMP', 'VARCHAR'] as const;
export type MeasureType = (typeof MEASURE_TYPES)[number];

export interface Column {
  readonly name: string;
  readonly kind: 'DIMENSION' | 'MEASURE';
  readonly type: MeasureType;
  /** The column's name inside DuckDB. */
  readonly stored: string;
}

/** The columns and measure names that a table has seen. A column that was never written does not exist. */
export interface TableSchema {
  /** By lower-case name, in the order of their first record. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly measureNames: ReadonlySet<string>;
}

export const emptySchema: TableSchema = { columns: new Map(), measureNames: new Set() };

/** The columns that `grown` has and `schema` has not, in the order they were added. */
export const addedColumns = (schema: TableSchema, grown: TableSchema): Column[] =>
  [...grown.columns.values()].slice(schema.columns.size);

export const addedMeasureNames = (schema: TableSchema, grown: TableSchema): string[] =>
  [...grown.measureNames].slice(schema.measureNames.size);
