import type { DuckDBConnection } from '@duckdb/node-api';

/** The one way to write: one task at a time, each a transaction that is durable when its promise resolves. */
export interface Transactions {
  /** @param committed told of the result when it is durable, before the next task begins */
  run<T>(task: (connection: DuckDBConnection) => Promise<T>, committed?: (result: T) => void): Promise<T>;
  /** Resolves when everything asked for so far has ended. */
  settled(): Promise<void>;
}

export function transactionsOn(connection: DuckDBConnection): Transactions {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task, committed) {
      const turn = last.then(async () => {
        const result = await transact(connection, task);
        committed?.(result);
        return result;
      });
      // The caller hears of the failure; the next in line must not.
      last = turn.catch(() => undefined);
      return turn;
    },
    async settled() {
      await last;
    },
  };
}

async function transact<T>(
  connection: DuckDBConnection,
  task: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await task(connection);
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has ended the transaction already; then there is nothing to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
