import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTimestream } from '../../../lib/local/timestream/start-timestream.ts';
import { aRecord, aTimestream, clientsOf, NOW, refusal, units } from './a-timestream.ts';

async function aDataFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'timestream-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'usage.duckdb');
}

async function aProcess(dataFile: string): Promise<{ process: ChildProcess; endpoint: string }> {
  const script = fileURLToPath(new URL('serve.ts', import.meta.url));
  const started = spawn(process.execPath, ['--import', 'tsx', script, dataFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    started.kill('SIGKILL');
  });
  const [endpoint] = await once(createInterface({ input: started.stdout }), 'line');
  return { process: started, endpoint };
}

describe('a data file', () => {
  it('keeps databases, tables, columns, records and versions over a restart', async () => {
    const dataFile = await aDataFile();
    const first = await aTimestream({ dataFile });
    await first.write([
      aRecord({ Version: 5, ...units(7), Dimensions: [{ Name: 'Customer', Value: "d'or" }] }),
      {
        Dimensions: [{ Name: 'host', Value: 'h' }],
        MeasureName: 'load',
        MeasureValue: '0.5',
        Time: String(NOW),
      },
    ]);
    await first.stop();

    const second = await aTimestream({ dataFile }, 'as it is');
    const sql = 'SELECT * FROM shop.usage ORDER BY measure_name';
    expect(await second.query(sql)).toEqual({
      columns: ['Customer', 'host', 'measure_name', 'time', 'units', 'measure_value::double'],
      types: ['VARCHAR', 'VARCHAR', 'VARCHAR', 'TIMESTAMP', 'BIGINT', 'DOUBLE'],
      rows: [
        [null, 'h', 'load', '2026-01-10 12:00:00.000000000', null, '0.5'],
        ["d'or", null, 'usage', '2026-01-10 12:00:00.000000000', '7', null],
      ],
    });
    const lower = aRecord({ Version: 4, Dimensions: [{ Name: 'Customer', Value: "d'or" }] });
    expect((await refusal(second.write([lower]))).rejected).toMatchObject([{ ExistingVersion: 5 }]);
    await second.write([aRecord({ Dimensions: [{ Name: 'third', Value: 'x' }] })]);
    expect((await second.query('SELECT count(third) FROM shop.usage')).rows).toEqual([['1']]);
  });

  it('drops versions kept for delayed readers at the next start', async () => {
    const dataFile = await aDataFile();
    const first = await aTimestream({ dataFile, readDelayMillis: 60_000 });
    await first.write([aRecord({ Version: 1, ...units(1) })]);
    await first.write([aRecord({ Version: 2, ...units(2) })]);
    await first.stop();
    const second = await aTimestream({ dataFile }, 'as it is');
    expect((await second.query('SELECT units FROM shop.usage')).rows).toEqual([['2']]);
  });

  it('has every acknowledged record after the process is killed', async () => {
    const dataFile = await aDataFile();
    const { process: victim, endpoint } = await aProcess(dataFile);
    const { writer } = clientsOf(endpoint);
    await writer.send(new CreateDatabaseCommand({ DatabaseName: 'shop' }));
    await writer.send(new CreateTableCommand({ DatabaseName: 'shop', TableName: 'usage' }));
    const now = Date.now();
    const acknowledged = new Map<string, string>();
    const send = async (Time: string, value: number, Version: number) => {
      const Records = [aRecord({ Time, Version, ...units(value) })];
      await writer.send(new WriteRecordsCommand({ DatabaseName: 'shop', TableName: 'usage', Records }));
      acknowledged.set(Time, String(value));
    };
    const client = async (number: number) => {
      for (let index = 0; index < 1000; index++) {
        const time = String(now - 10 * index - number);
        await send(time, index, 1);
        if (index % 3 === 0) await send(time, index + 1000, 2);
      }
    };
    const clients = [client(0), client(1), client(2)].map((work) => refusal(work));
    while (acknowledged.size < 60) await new Promise((resolve) => setTimeout(resolve, 5));
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    await Promise.all(clients);
    writer.destroy();

    const again = await aTimestream({ dataFile, clock: { now: () => now } }, 'as it is');
    const { rows } = await again.query('SELECT to_milliseconds(time), units FROM shop.usage');
    const stored = new Map(rows.map(([time, value]) => [time, value]));
    expect(acknowledged.size).toBeGreaterThanOrEqual(60);
    for (const [time, value] of acknowledged) {
      // The overwrite of a record may have been stored and its answer lost.
      expect([value, String(Number(value) + 1000)]).toContain(stored.get(time));
    }
  });

  it('is not opened twice', async () => {
    const dataFile = await aDataFile();
    await aTimestream({ dataFile });
    await expect(startTimestream({ dataFile })).rejects.toThrow('open already');
  });

  it('is refused when it is no database', async () => {
    const dataFile = fileURLToPath(import.meta.url);
    await expect(startTimestream({ dataFile })).rejects.toThrow();
    // And is not taken for open afterwards.
    await expect(startTimestream({ dataFile })).rejects.not.toThrow('open already');
  });
});

describe('without a data file', () => {
  it('two endpoints share nothing', async () => {
    const [one, other] = [await aTimestream(), await aTimestream()];
    await one.write([aRecord()]);
    expect((await other.query('SELECT count(*) FROM shop.usage')).rows).toEqual([['0']]);
  });
});
