import type { DuckDBConnection } from '@duckdb/node-api';
import { ServiceFault } from '../fault.ts';
import type { Transactions } from '../store/transactions.ts';
import { loadCatalog } from './load-catalog.ts';
import { type Database, newTable, rowColumns, storedTable, type Table, type TableSettings } from './table.ts';

/** The databases and tables there are. What it answers is durable. */
export interface Catalog {
  /** By name. */
  databases(): readonly Database[];
  findDatabase(name: string): Database | undefined;
  /** Refuses with ResourceNotFoundException. */
  database(name: string): Database;
  /** Refuses with ResourceNotFoundException. */
  table(database: string, name: string): Table;
  /** Refuses with ConflictException. */
  createDatabase(name: string): Promise<Database>;
  /** Refuses with ConflictException, or with ResourceNotFoundException where the database is unknown. */
  createTable(database: string, name: string, settings: TableSettings): Promise<Table>;
}

/** Reads the catalog kept in the file; an empty file gets an empty one. */
export async function openCatalog(
  connection: DuckDBConnection,
  transactions: Transactions,
  clock: { now(): number },
): Promise<Catalog> {
  const databases = await loadCatalog(connection);

  const database = (name: string): Database => {
    const found = databases.get(name);
    if (!found) throw new ServiceFault('ResourceNotFoundException', `The database ${name} does not exist.`);
    return found;
  };

  return {
    databases: () => [...databases.values()].sort(byName),
    findDatabase: (name) => databases.get(name),
    database,
    table(databaseName, name) {
      const found = database(databaseName).tables.get(name);
      if (!found) throw new ServiceFault('ResourceNotFoundException', `The table ${name} does not exist.`);
      return found;
    },
    async createDatabase(name) {
      const created: Database = { name, createdAt: clock.now(), tables: new Map() };
      return await transactions.run(
        async (writer) => {
          if (databases.has(name))
            throw new ServiceFault('ConflictException', `The database ${name} already exists.`);
          await writer.run('INSERT INTO ts_databases VALUES ($1, $2)', [name, BigInt(created.createdAt)]);
          return created;
        },
        () => databases.set(name, created),
      );
    },
    async createTable(databaseName, name, settings) {
      const owner = database(databaseName);
      return await transactions.run(
        async (writer) => {
          if (owner.tables.has(name))
            throw new ServiceFault('ConflictException', `The table ${name} already exists.`);
          const id = 1 + tableCount(databases);
          const table = newTable({ id, database: databaseName, name, createdAt: clock.now(), settings });
          await storeTable(writer, table);
          return table;
        },
        (table) => owner.tables.set(name, table),
      );
    },
  };
}

async function storeTable(writer: DuckDBConnection, table: Table): Promise<void> {
  await writer.run('INSERT INTO ts_tables VALUES ($1, $2, $3, $4, $5)', [
    table.id,
    table.database,
    table.name,
    BigInt(table.createdAt),
    JSON.stringify(table.settings),
  ]);
  const stored = storedTable(table);
  await writer.run(`CREATE TABLE ${stored} (${rowColumns})`);
  await writer.run(`CREATE INDEX ${stored}_by_id ON ${stored} (row_id)`);
}

/** Tables are never dropped here, so their count gives the next id. */
const tableCount = (databases: ReadonlyMap<string, Database>): number =>
  [...databases.values()].reduce((count, { tables }) => count + tables.size, 0);

const byName = (a: Database, b: Database): number => (a.name < b.name ? -1 : 1);
