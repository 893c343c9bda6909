import type { Catalog } from '../catalog/catalog.ts';
import { retention } from '../catalog/retention.ts';
import { storedTable, type Table } from '../catalog/table.ts';
import { queryFault } from './source.ts';
import type { Relation } from './syntax.ts';
import type { SqlType } from './types.ts';

/** Rows to select from: SQL that gives the columns `k0`, `k1` and so on, and what the query calls them. */
export interface Rows {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

/** What a query sees: the tables as of one instant, in epoch milliseconds. */
export interface Snapshot {
  readonly catalog: Catalog;
  readonly now: number;
  readonly readDelayMillis: number;
}

/** Refuses, in the service's words, a database or table that does not exist. */
export function tableRows(source: string, relation: Relation & { kind: 'named' }, snapshot: Snapshot): Rows {
  const { database, name, at } = relation;
  if (database === undefined)
    throw queryFault(source, at, `the table ${name} must be named with its database`);
  const found = snapshot.catalog.findDatabase(database);
  if (!found)
    throw queryFault(
      source,
      at,
      `Requested database '${database}' not found for identifier '${database}.${name}'`,
    );
  const table = found.tables.get(name);
  if (!table) throw queryFault(source, at, `Table '${database}.${name}' does not exist`);
  return storedRows(table, snapshot);
}

function storedRows(table: Table, { now, readDelayMillis }: Snapshot): Rows {
  const columns = [...table.schema.columns.values()];
  const listed: { stored: string; name: string; type: SqlType }[] = [
    ...columns.filter(({ kind }) => kind === 'DIMENSION'),
    { stored: 'row_measure', name: 'measure_name', type: 'VARCHAR' },
    { stored: 'row_time', name: 'time', type: 'TIMESTAMP' },
    ...columns.filter(({ kind }) => kind === 'MEASURE'),
  ];
  const selected = listed.map(({ stored }, index) => `${stored} AS k${index}`).join(', ');
  const seen = now - readDelayMillis;
  const visible =
    readDelayMillis === 0
      ? 'row_until IS NULL'
      : `row_written <= ${seen} AND (row_until IS NULL OR row_until > ${seen})`;
  return {
    sql: `SELECT ${selected} FROM ${storedTable(table)} WHERE ${visible} AND row_time >= ${retention(table.settings, now).from}`,
    columns: listed.map(({ name, type }) => ({ name, type })),
  };
}
