import { describe, expect, it } from 'vitest';
import { startTimestream } from '../../../lib/local/timestream/start-timestream.ts';
import { tempFolder } from '../temp-folder.ts';
import { aRecord, aTimestream, NOW, refusal, units } from './a-timestream.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = (time: number, version = 1) =>
  aRecord({ Time: String(time), Version: version, ...units(version) });

describe('an endpoint whose clock was ahead', () => {
  it('goes on taking what lies within 15 minutes of the latest time it showed', async () => {
    let now = NOW + 2 * DAY;
    const { write, query } = await aTimestream({ clock: { now: () => now } });
    await write([at(now)]);
    now = NOW;
    await write([at(NOW + 2 * DAY), at(NOW + 2 * DAY + 15 * MINUTE), at(NOW + 2 * DAY, 2)]);
    expect((await query('SELECT units FROM shop.usage ORDER BY time')).rows).toEqual([['2'], ['1']]);
    expect((await refusal(write([at(NOW + 2 * DAY + 15 * MINUTE + 1)]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('2026-01-12T12:15:00.000Z]') },
    ]);
  });

  it.each([
    ['a record', (ahead: Awaited<ReturnType<typeof aTimestream>>) => ahead.write([at(NOW + 2 * DAY)])],
    [
      'nothing but records that it refused',
      (ahead: Awaited<ReturnType<typeof aTimestream>>) => refusal(ahead.write([at(NOW + 3 * DAY)])),
    ],
  ])('knows so after a restart when it had met %s', async (_, write) => {
    const dataFile = `${tempFolder()}/usage.duckdb`;
    let now = NOW;
    const clock = { now: () => now };
    const ahead = await aTimestream({ dataFile, clock });
    now = NOW + 2 * DAY;
    await write(ahead);
    await ahead.stop();
    now = NOW;
    const back = await aTimestream({ dataFile, clock }, 'as it is');
    await back.write([at(NOW + 2 * DAY + 15 * MINUTE)]);
    expect((await back.query('SELECT max(time) FROM shop.usage')).rows).toEqual([
      ['2026-01-12 12:15:00.000000000'],
    ]);
  });

  it('keeps the lower bounds to what its clock shows now', async () => {
    let now = NOW + 2 * DAY;
    const retention = { MemoryStoreRetentionPeriodInHours: 12, MagneticStoreRetentionPeriodInDays: 1 };
    const { write } = await aTimestream({ clock: { now: () => now } }, { RetentionProperties: retention });
    expect((await refusal(write([at(NOW)]))).name).toBe('RejectedRecordsException');
    now = NOW;
    expect((await write([at(NOW)])).RecordsIngested?.MemoryStore).toBe(1);
  });
});

describe('a time that the endpoint is told of', () => {
  it('counts as shown, after a restart too, and an earlier one takes nothing back', async () => {
    const dataFile = `${tempFolder()}/usage.duckdb`;
    const clock = { now: () => NOW };
    const told = await startTimestream({ dataFile, clock });
    await told.reach(NOW + 2 * DAY);
    await told.reach(NOW - 2 * DAY);
    await told.stop();
    const { write } = await aTimestream({ dataFile, clock });
    expect((await write([at(NOW + 2 * DAY)])).RecordsIngested?.Total).toBe(1);
  });
});
