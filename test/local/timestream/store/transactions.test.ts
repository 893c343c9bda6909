import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { transactionsOn } from '../../../../lib/local/timestream/store/transactions.ts';

async function aStore() {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run('CREATE TABLE notes (n INTEGER)');
  const rows = async () => (await (await connection.run('SELECT n FROM notes ORDER BY n')).getRows()).flat();
  return { transactions: transactionsOn(connection), rows };
}

describe('transactions', () => {
  it('keep nothing of a task that fails, and go on with the next', async () => {
    const { transactions, rows } = await aStore();
    const failed = transactions.run(async (connection) => {
      await connection.run('INSERT INTO notes VALUES (1)');
      throw new Error('halfway');
    });
    const next = transactions.run((connection) => connection.run('INSERT INTO notes VALUES (2)'));
    await expect(failed).rejects.toThrow('halfway');
    await next;
    expect(await rows()).toEqual([2]);
  });

  it('recover from SQL that fails', async () => {
    const { transactions, rows } = await aStore();
    const failed = transactions.run((connection) => connection.run('INSERT INTO nowhere VALUES (1)'));
    await expect(failed).rejects.toThrow('nowhere');
    await transactions.run((connection) => connection.run('INSERT INTO notes VALUES (3)'));
    expect(await rows()).toEqual([3]);
  });

  it('run one at a time, and tell of the commit before the next begins', async () => {
    const { transactions } = await aStore();
    const events: string[] = [];
    const task = (name: string) =>
      transactions.run(
        async (connection) => {
          events.push(`begin ${name}`);
          await connection.run('INSERT INTO notes VALUES (4)');
          events.push(`end ${name}`);
          return name;
        },
        (result) => events.push(`committed ${result}`),
      );
    await Promise.all([task('a'), task('b')]);
    expect(events).toEqual(['begin a', 'end a', 'committed a', 'begin b', 'end b', 'committed b']);
  });

  it('do not tell of a commit that did not happen', async () => {
    const { transactions } = await aStore();
    const told: string[] = [];
    const failed = transactions.run(
      () => Promise.reject(new Error('no')),
      () => told.push('committed'),
    );
    await expect(failed).rejects.toThrow('no');
    expect(told).toEqual([]);
  });

  it('are settled when all that was asked for has ended, well or not', async () => {
    const { transactions, rows } = await aStore();
    const failed = transactions.run(() => Promise.reject(new Error('no'))).catch(() => 'failed');
    const written = transactions.run((connection) => connection.run('INSERT INTO notes VALUES (5)'));
    await transactions.settled();
    expect(await rows()).toEqual([5]);
    expect(await failed).toBe('failed');
    await written;
  });
});
