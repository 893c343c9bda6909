import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerRequest } from './answer-request.ts';
import { openCatalog } from './catalog/catalog.ts';
import { operations } from './operations.ts';
import { openCursors } from './query/cursors.ts';
import { openDatabaseFile } from './store/database-file.ts';
import { transactionsOn } from './store/transactions.ts';
import { openHorizon } from './write/horizon.ts';
import { recordWriter } from './write/record-writer.ts';

export interface TimestreamOptions {
  /** A DuckDB file, made when it is not there; in memory, and gone at the end, where absent. */
  readonly dataFile?: string;
  /** Epoch milliseconds: decides retention, the future bound, `now()` and when tokens end. Default: the system's. */
  readonly clock?: { now(): number };
  /** Milliseconds by the clock until a write is visible to queries. Default 0. */
  readonly readDelayMillis?: number;
}

export interface RunningTimestream {
  /** For `endpoint` of both SDK clients. */
  readonly endpoint: string;
  /** Takes records of up to this time, in epoch milliseconds, from now on and after every restart, as if the clock had shown it. */
  reach(now: number): Promise<void>;
  /** Lets writes under way end, ends queries, and closes the file. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Serves Timestream for LiveAnalytics, as far as `README.md` beside this file says, on a free port of 127.0.0.1.
 * Fails when the file is locked or no database.
 * @example
 * const timestream = await startTimestream({ dataFile: 'usage.duckdb' });
 * const client = new TimestreamWriteClient({ endpoint: timestream.endpoint, region: 'local', credentials });
 */
export async function startTimestream(options: TimestreamOptions = {}): Promise<RunningTimestream> {
  const { dataFile, readDelayMillis = 0 } = options;
  const clock = { now: () => Math.floor(options.clock?.now() ?? Date.now()) };
  const database = await openDatabaseFile(dataFile);
  const writing = await database.connect();
  try {
    const transactions = transactionsOn(writing);
    const catalog = await openCatalog(writing, transactions, clock);
    const horizon = await openHorizon(writing, clock);
    const cursors = openCursors(clock);
    const write = recordWriter(transactions, horizon, () => ({ now: clock.now(), readDelayMillis }));
    const room = { database, catalog, cursors, clock, readDelayMillis };
    const table = operations(catalog, clock, horizon, write, room);
    const server = createServer((request, response) => void answerRequest(request, response, table));
    const port = await listen(server);
    const stop = async () => {
      cursors.close();
      await shut(server);
      await transactions.settled();
      database.release(writing);
      await database.close();
    };
    let stopped: Promise<void> | undefined;
    return {
      endpoint: `http://127.0.0.1:${port}`,
      async reach(now) {
        horizon.reach(now);
        await transactions.run((connection) => horizon.keep(connection));
      },
      stop() {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    database.release(writing);
    await database.close();
    throw error;
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** How long requests under way may take to end before their connections are cut. */
const GRACE_MILLIS = 2000;

async function shut(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve, reject) =>
    server.close((error) => (error ? reject(error) : resolve())),
  );
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const grace = setTimeout(() => server.closeAllConnections(), GRACE_MILLIS);
  await closed.finally(() => {
    clearInterval(idle);
    clearTimeout(grace);
  });
}
