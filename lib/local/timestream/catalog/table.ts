import { type Column, emptySchema, type TableSchema } from './table-schema.ts';

/** What CreateTable was told, in the words of the API, defaults filled in. */
export interface TableSettings {
  readonly RetentionProperties: {
    readonly MemoryStoreRetentionPeriodInHours: number;
    readonly MagneticStoreRetentionPeriodInDays: number;
  };
  readonly MagneticStoreWriteProperties: {
    readonly EnableMagneticStoreWrites: boolean;
    readonly MagneticStoreRejectedDataLocation?: unknown;
  };
  readonly Schema: { readonly CompositePartitionKey: readonly PartitionKey[] };
}

export interface PartitionKey {
  readonly Type: 'DIMENSION' | 'MEASURE';
  readonly Name?: string;
  readonly EnforcementInRecord?: 'REQUIRED' | 'OPTIONAL';
}

export interface Database {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly tables: Map<string, Table>;
}

export interface Table {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly settings: TableSettings;
  /** Grows with the records written; replaced as a whole, and only once they are durable. */
  schema: TableSchema;
}

/** The name of the table inside DuckDB, where names are not case-sensitive and the service's are. */
export const storedTable = (table: Table): string => `t${table.id}`;

/** Columns that every stored table starts with. `row_until` is set on a version that a later one has replaced. */
export const rowColumns = `row_id HUGEINT NOT NULL, row_version BIGINT NOT NULL, row_digest BIGINT NOT NULL,
  row_written BIGINT NOT NULL, row_until BIGINT, row_time BIGINT NOT NULL, row_measure VARCHAR NOT NULL`;

export const newTable = (facts: Omit<Table, 'schema'>): Table => ({ ...facts, schema: emptySchema });

const storedTypes = {
  BIGINT: 'BIGINT',
  BOOLEAN: 'BOOLEAN',
  DOUBLE: 'DOUBLE',
  // Nanoseconds since the epoch, so that arithmetic on time is exact.
  TIMESTAMP: 'BIGINT',
  VARCHAR: 'VARCHAR',
} as const;

export const storedType = (column: Column): string => storedTypes[column.type];
