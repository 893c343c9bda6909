import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { type NewColumn, stored } from './schema-draft.ts';
import { type Database, newTable, storedTable, type Table, type TableSettings } from './table.ts';

const layout = [
  'CREATE TABLE IF NOT EXISTS ts_databases (name VARCHAR, created_at BIGINT)',
  'CREATE TABLE IF NOT EXISTS ts_tables (id INTEGER, database_name VARCHAR, name VARCHAR, created_at BIGINT, settings VARCHAR)',
  'CREATE TABLE IF NOT EXISTS ts_columns (table_id INTEGER, position INTEGER, name VARCHAR, kind VARCHAR, type VARCHAR)',
  'CREATE TABLE IF NOT EXISTS ts_measure_names (table_id INTEGER, name VARCHAR)',
];

/** Reads what a file holds, and clears away versions of records that were kept only for delayed reads. */
export async function loadCatalog(connection: DuckDBConnection): Promise<Map<string, Database>> {
  for (const statement of layout) await connection.run(statement);
  const databases = new Map<string, Database>();
  const tables = new Map<number, Table>();
  for (const [name, createdAt] of await rows(connection, 'SELECT name, created_at FROM ts_databases')) {
    databases.set(String(name), { name: String(name), createdAt: Number(createdAt), tables: new Map() });
  }
  const found = await rows(
    connection,
    'SELECT id, database_name, name, created_at, settings FROM ts_tables ORDER BY id',
  );
  for (const [id, database, name, createdAt, settings] of found) {
    const table = newTable({
      id: Number(id),
      database: String(database),
      name: String(name),
      createdAt: Number(createdAt),
      settings: JSON.parse(String(settings)) as TableSettings,
    });
    tables.set(table.id, table);
    databases.get(table.database)?.tables.set(table.name, table);
    await connection.run(`DELETE FROM ${storedTable(table)} WHERE row_until IS NOT NULL`);
  }
  await loadSchemas(connection, tables);
  return databases;
}

async function loadSchemas(connection: DuckDBConnection, tables: Map<number, Table>): Promise<void> {
  const columns = new Map<number, NewColumn[]>();
  const found = await rows(
    connection,
    'SELECT table_id, name, kind, type FROM ts_columns ORDER BY table_id, position',
  );
  for (const [tableId, name, kind, type] of found) {
    const list = columns.get(Number(tableId)) ?? [];
    list.push({ name: String(name), kind: kind as NewColumn['kind'], type: type as NewColumn['type'] });
    columns.set(Number(tableId), list);
  }
  const measures = new Map<number, Set<string>>();
  for (const [tableId, name] of await rows(connection, 'SELECT table_id, name FROM ts_measure_names')) {
    const names = measures.get(Number(tableId)) ?? new Set();
    measures.set(Number(tableId), names.add(String(name)));
  }
  for (const [id, table] of tables) {
    table.schema = {
      columns: new Map(
        columns.get(id)?.map((column, position) => [column.name.toLowerCase(), stored(column, position)]),
      ),
      measureNames: measures.get(id) ?? new Set(),
    };
  }
}

const rows = async (connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> =>
  (await connection.run(sql)).getRows();
