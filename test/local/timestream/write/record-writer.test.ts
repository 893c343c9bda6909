import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCatalog } from '../../../../lib/local/timestream/catalog/catalog.ts';
import { readTableSettings } from '../../../../lib/local/timestream/catalog/table-settings.ts';
import { type Transactions, transactionsOn } from '../../../../lib/local/timestream/store/transactions.ts';
import { newPoint } from '../../../../lib/local/timestream/write/point.ts';
import { recordWriter } from '../../../../lib/local/timestream/write/record-writer.ts';

const aPoint = (time: number) =>
  newPoint({
    dimensions: [['customer', 'c1']],
    measureName: 'usage',
    time: BigInt(time),
    version: 1n,
    values: [{ column: 'units', type: 'BIGINT', value: 1n }],
  });

async function aWriter() {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  const real = transactionsOn(connection);
  let runs = 0;
  let failures = 0;
  const transactions: Transactions = {
    settled: real.settled,
    run(task, committed) {
      runs++;
      return failures-- > 0 ? Promise.reject(new Error('disk full')) : real.run(task, committed);
    },
  };
  const catalog = await openCatalog(connection, real, { now: () => 0 });
  await catalog.createDatabase('shop');
  const table = await catalog.createTable('shop', 'usage', readTableSettings({}));
  const write = recordWriter(transactions, { keep: async () => {} }, () => ({ now: 0, readDelayMillis: 0 }));
  return {
    table,
    write,
    runs: () => runs,
    failNext: (count: number) => {
      failures = count;
    },
    count: async () => (await (await connection.run('SELECT count(*) FROM t1')).getRows())[0]?.[0],
  };
}

describe('the record writer', () => {
  it('commits requests that wait together', async () => {
    const { write, table, runs, count } = await aWriter();
    const all = Array.from({ length: 50 }, (_, index) => write(table, [aPoint(index)]));
    expect(await Promise.all(all)).toEqual(all.map(() => [undefined]));
    expect(await count()).toBe(50n);
    expect(runs()).toBeLessThan(10);
  });

  it('bounds what it commits together', async () => {
    const { write, table, runs, count } = await aWriter();
    const request = (from: number) => Array.from({ length: 900 }, (_, index) => aPoint(from + index));
    await Promise.all([0, 900, 1800, 2700, 3600].map((from) => write(table, request(from))));
    expect(await count()).toBe(4500n);
    expect(runs()).toBeGreaterThanOrEqual(3);
  });

  it('answers each request for its own records, in their order', async () => {
    const { write, table } = await aWriter();
    const other = newPoint({ ...aPoint(1), values: [{ column: 'units', type: 'BIGINT', value: 2n }] });
    const answers = await Promise.all([
      write(table, [aPoint(1), aPoint(2)]),
      write(table, [aPoint(3), other, aPoint(4)]),
      write(table, []),
    ]);
    expect(answers).toMatchObject([
      [undefined, undefined],
      [undefined, { existingVersion: 1n }, undefined],
      [],
    ]);
  });

  it('tells every request when no transaction can be had, and recovers', async () => {
    const { write, table, failNext, count } = await aWriter();
    failNext(1);
    await expect(write(table, [aPoint(1)])).rejects.toThrow('disk full');
    await write(table, [aPoint(1)]);
    expect(await count()).toBe(1n);
  });

  it('adds no column of a transaction that failed', async () => {
    const { write, table } = await aWriter();
    const broken = { ...aPoint(1), measureName: undefined as unknown as string };
    await expect(write(table, [broken])).rejects.toThrow();
    expect(table.schema.columns.size).toBe(0);
    await write(table, [aPoint(1)]);
    expect([...table.schema.columns.keys()]).toEqual(['customer', 'units']);
  });
});
