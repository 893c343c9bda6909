import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabaseFile } from '../../../../lib/local/timestream/store/database-file.ts';

async function aDatabase(dataFile?: string, memoryLimit?: string) {
  const database = await openDatabaseFile(dataFile, memoryLimit);
  const connection = await database.connect();
  const close = async () => {
    database.release(connection);
    await database.close();
  };
  return { database, connection, close };
}

describe('a database file', () => {
  it.each([
    ["SELECT * FROM read_text('/etc/hostname')", /disabled by configuration/],
    ["COPY (SELECT 1) TO '/tmp/never.csv'", /disabled by configuration/],
    ["ATTACH '/tmp/never.duckdb'", /disabled by configuration/],
    ['INSTALL httpfs', /disabled by configuration/],
    ["SET memory_limit = '8GB'", /locked/],
    ['SET enable_external_access = true', /./],
  ])('does not let even SQL of its own do %s', async (sql, complaint) => {
    const { connection, close } = await aDatabase();
    onTestFinished(close);
    await expect(connection.run(sql)).rejects.toThrow(complaint);
  });

  it('spills what does not fit into memory, and clears it away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'timestream-test-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { connection, close } = await aDatabase(join(folder, 'data.duckdb'), '256MB');
    // About 450 MB to be sorted.
    const text = 'SELECT repeat(md5(i::VARCHAR), 20) AS text FROM range(700000) AS r(i) ORDER BY text';
    const sorted = await connection.stream(text);
    let rows = 0;
    for await (const chunk of sorted) rows += chunk.rowCount;
    expect(rows).toBe(700_000);
    await close();
    expect(await readdir(folder)).toEqual(['data.duckdb']);
  });

  it('interrupts what still runs when it is closed, and waits for it', async () => {
    const { database, connection } = await aDatabase();
    const running = connection
      .run('SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b')
      .then(
        () => 'answered',
        (error: Error) => error.message,
      )
      .finally(() => database.release(connection));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await database.close();
    expect(await running).toMatch(/interrupt/i);
  });
});
