import { describe, expect, it } from 'vitest';
import { textOf } from '../../../lib/adapters/timestream/sql.ts';
import { windowKeys } from '../../../lib/adapters/timestream/window-keys.ts';
import { offsetSpans, type WindowSize } from '../../../lib/core/window.ts';

const from = Date.UTC(2025, 9, 1);
const to = Date.UTC(2026, 3, 1);
const autumn = Date.parse('2025-11-02T06:00:00Z');
const spring = Date.parse('2026-03-08T07:00:00Z');
const keysOf = (size: WindowSize, timeZone: string): string[] =>
  windowKeys(size, timeZone, from, to).map(textOf);
const newYork = `(ms + CASE WHEN ms < ${autumn} THEN (-14400000) WHEN ms < ${spring} THEN (-18000000) ELSE (-14400000) END)`;

describe('windowKeys', () => {
  it.each<[WindowSize, string, string[]]>([
    ['NONE', 'America/New_York', []],
    ['MINUTE', 'UTC', ['(ms + 0) / 60000']],
    ['HOUR', 'Asia/Kolkata', ['(ms + 19800000) / 3600000']],
    [
      'HOUR',
      'America/New_York',
      [`CASE WHEN ms < ${autumn} THEN 0 WHEN ms < ${spring} THEN 1 ELSE 2 END`, `${newYork} / 3600000`],
    ],
    ['DAY', 'America/New_York', [`(${newYork} - 0) / 86400000`]],
    ['WEEK', 'UTC', ['((ms + 0) - 345600000) / 604800000']],
    ['MONTH', 'UTC', ["to_milliseconds(date_trunc('month', from_milliseconds((ms + 0))))"]],
  ])('tells %s in %s apart', (size, timeZone, keys) => {
    expect(keysOf(size, timeZone)).toEqual(keys);
  });

  it('keeps a day that has begun where a clock goes back over midnight', () => {
    const [midnight, change, again] = ['02:30', '02:31', '03:30'].map((time) =>
      Date.parse(`2010-11-07T${time}:00Z`),
    ) as [number, number, number];
    const dayKey = (start: number): string | undefined =>
      windowKeys('DAY', 'America/St_Johns', start, again + 1).map(textOf)[0];
    const day = Date.UTC(2010, 10, 7);
    // From the change on, time is counted from the midnight that was.
    expect(dayKey(midnight)).toBe(
      `((ms + CASE WHEN ms < ${change} THEN (${day - midnight}) WHEN ms < ${again} THEN (${day - change}) ELSE (-12600000) END) - 0) / 86400000`,
    );
    expect(dayKey(change + 60_000)).toBe(
      `((ms + CASE WHEN ms < ${again} THEN (${day - change - 60_000}) ELSE (-12600000) END) - 0) / 86400000`,
    );
    expect(dayKey(again)).toBe('((ms + (-12600000)) - 0) / 86400000');
  });

  it('names every change of the clock in two centuries in a text that a query can hold', () => {
    const [start, end] = [Date.UTC(2000, 0, 1), Date.UTC(2200, 0, 1)];
    const keys = windowKeys('HOUR', 'America/New_York', start, end).map(textOf);
    expect(offsetSpans('America/New_York', start, end).length).toBeGreaterThan(390);
    expect(keys.join('').length).toBeLessThan(40_000);
  });
});
