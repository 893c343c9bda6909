import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, NOW, refusal } from './a-timestream.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const memoryOnly = {
  RetentionProperties: { MemoryStoreRetentionPeriodInHours: 12, MagneticStoreRetentionPeriodInDays: 5 },
};
const withMagnetic = { ...memoryOnly, MagneticStoreWriteProperties: { EnableMagneticStoreWrites: true } };
const at = (time: number) => aRecord({ Time: String(time) });

describe('a record', () => {
  it.each([
    ['15 minutes ahead', NOW + 15 * MINUTE],
    ['at the end of memory retention', NOW - 12 * HOUR],
  ])('%s goes to the memory store', async (_, time) => {
    const { write } = await aTimestream({}, memoryOnly);
    const answer = await write([at(time)]);
    expect(answer.RecordsIngested).toEqual({ Total: 1, MemoryStore: 1, MagneticStore: 0 });
  });

  it.each([
    ['more than 15 minutes ahead', NOW + 15 * MINUTE + 1],
    ['older than memory retention', NOW - 12 * HOUR - 1],
  ])('%s is rejected', async (_, time) => {
    const { write } = await aTimestream({}, memoryOnly);
    expect((await refusal(write([at(time)]))).rejected).toEqual([
      {
        RecordIndex: 0,
        Reason:
          'The record timestamp is outside the time range [2026-01-10T00:00:00.000Z, 2026-01-10T12:15:00.000Z] of the memory store.',
      },
    ]);
  });

  it('a nanosecond past the bound is rejected too', async () => {
    const { write } = await aTimestream({}, memoryOnly);
    const record = aRecord({ Time: `${NOW + 15 * MINUTE}000001`, TimeUnit: 'NANOSECONDS' });
    expect((await refusal(write([record]))).name).toBe('RejectedRecordsException');
  });

  it.each([
    ['older than memory retention', NOW - 12 * HOUR - 1],
    ['at the end of both retentions', NOW - 12 * HOUR - 5 * DAY],
  ])('%s goes to the magnetic store where that takes writes', async (_, time) => {
    const { write } = await aTimestream({}, withMagnetic);
    const answer = await write([at(time), at(NOW)]);
    expect(answer.RecordsIngested).toEqual({ Total: 2, MemoryStore: 1, MagneticStore: 1 });
  });

  it('older than both retentions is rejected', async () => {
    const { write } = await aTimestream({}, withMagnetic);
    expect((await refusal(write([at(NOW - 12 * HOUR - 5 * DAY - 1)]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('of the data ingestion window.') },
    ]);
  });

  it('is taken after any time where retention is the longest', async () => {
    const { write } = await aTimestream(
      {},
      {
        ...withMagnetic,
        RetentionProperties: {
          MemoryStoreRetentionPeriodInHours: 1,
          MagneticStoreRetentionPeriodInDays: 73_000,
        },
      },
    );
    expect((await write([at(0)])).RecordsIngested?.MagneticStore).toBe(1);
  });

  it('is gone from queries when its retention has ended', async () => {
    let now = NOW;
    const { write, query } = await aTimestream({ clock: { now: () => now } }, memoryOnly);
    await write([at(NOW)]);
    now = NOW + 12 * HOUR + 5 * DAY;
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['1']]);
    now += 1;
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['0']]);
  });
});
