import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * The latest time the endpoint has met, from which the future of records is measured. A clock that was ahead and runs
 * true again must not shut out what was taken meanwhile: its sender may have kept it elsewhere and has to send it again.
 */
export interface Horizon {
  /** Epoch milliseconds; never earlier than the clock, nor than any time it showed before. */
  latest(): number;
  /** Counts a time as met, though the clock may never show it here. */
  reach(now: number): void;
  /** Makes it durable with the caller's transaction. */
  keep(connection: DuckDBConnection): Promise<void>;
}

/** Goes on from what the file holds. */
export async function openHorizon(connection: DuckDBConnection, clock: { now(): number }): Promise<Horizon> {
  await connection.run('CREATE TABLE IF NOT EXISTS ts_horizon (latest BIGINT NOT NULL)');
  const [stored] = await (await connection.run('SELECT latest FROM ts_horizon')).getRows();
  let latest = stored === undefined ? clock.now() : Number(stored[0]);
  if (stored === undefined) await connection.run('INSERT INTO ts_horizon VALUES ($1)', [BigInt(latest)]);

  const reach = (now: number): void => {
    latest = Math.max(latest, now);
  };
  return {
    latest() {
      reach(clock.now());
      return latest;
    },
    reach,
    async keep(writer) {
      await writer.run(`UPDATE ts_horizon SET latest = ${latest} WHERE latest < ${latest}`);
    },
  };
}
