import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DatabaseFile } from '../store/database-file.ts';
import { queryFailure } from './query-failure.ts';
import type { Rows } from './relations.ts';
import { type Page, type ResultRows, runQuery } from './result-rows.ts';

/** A query with a connection of its own, so that it sees one state of the tables however long it is read. */
export interface RunningQuery {
  readonly id: string;
  readonly columns: Rows['columns'];
  /** Fails with QueryExecutionException when the rows take longer than a minute. */
  page(maxRows: number | undefined): Promise<Page>;
  /** Ends it, in the middle of a page too; safe to repeat. */
  close(): void;
}

const TIMEOUT_MILLIS = 60_000;

export async function startQuery(database: DatabaseFile, rows: Rows): Promise<RunningQuery> {
  const connection = await database.connect();
  let busy: Promise<unknown> | undefined;
  const disconnect = () => database.release(connection);
  const close = () => {
    if (!busy) return disconnect();
    connection.interrupt();
    // The connection must outlive the call that is being interrupted.
    busy.then(disconnect, disconnect);
  };
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = withinTime(connection, work);
    busy = turn;
    try {
      return await turn;
    } catch (error) {
      busy = undefined;
      disconnect();
      throw queryFailure(error);
    } finally {
      busy = undefined;
    }
  };
  const result: ResultRows = await attempt(() => runQuery(connection, rows));
  return {
    id: randomUUID().replaceAll('-', '').toUpperCase(),
    columns: rows.columns,
    async page(maxRows) {
      const page = await attempt(() => result.page(maxRows));
      if (page.last) disconnect();
      return page;
    },
    close,
  };
}

async function withinTime<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => connection.interrupt(), TIMEOUT_MILLIS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
