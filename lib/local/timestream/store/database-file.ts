import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** The DuckDB database behind one endpoint. */
export interface DatabaseFile {
  connect(): Promise<DuckDBConnection>;
  /** Closes a connection that nothing runs on. */
  release(connection: DuckDBConnection): void;
  /** Interrupts what still runs, waits until every connection is released, checkpoints and closes. */
  close(): Promise<void>;
}

/** DuckDB's own lock does not hold within one process, and two instances on one file corrupt it. */
const openFiles = new Set<string>();

/**
 * Opens the file, or a database in memory. No SQL can reach the file system, load an extension or change these
 * settings afterwards. Fails when the file is open already.
 */
export async function openDatabaseFile(
  dataFile: string | undefined,
  memoryLimit = '512MB',
): Promise<DatabaseFile> {
  const path = dataFile === undefined ? ':memory:' : resolve(dataFile);
  if (openFiles.has(path)) throw new Error(`${path} is open already`);
  if (dataFile !== undefined) openFiles.add(path);
  // Made by DuckDB if a query ever needs it, so that a killed process leaves nothing as a rule.
  const spill = join(tmpdir(), `meterhouse-timestream-${randomUUID()}`);
  const forget = async () => {
    openFiles.delete(path);
    await rm(spill, { recursive: true, force: true });
  };
  try {
    const instance = await DuckDBInstance.create(path, {
      threads: '2',
      memory_limit: memoryLimit,
      temp_directory: spill,
      max_temp_directory_size: '4GB',
      preserve_insertion_order: 'false',
      enable_external_access: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      lock_configuration: 'true',
    });
    const connections = new Set<DuckDBConnection>();
    let allReleased = () => {};
    return {
      async connect() {
        const connection = await instance.connect();
        connections.add(connection);
        return connection;
      },
      release(connection) {
        if (!connections.delete(connection)) return;
        connection.closeSync();
        if (connections.size === 0) allReleased();
      },
      async close() {
        const released = new Promise<void>((resolve) => {
          allReleased = resolve;
        });
        for (const connection of connections) connection.interrupt();
        if (connections.size > 0) await released;
        instance.closeSync();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}
