import { expect, it } from 'vitest';
import type { LedgerEntry } from '../../../lib/core/usage-event.ts';
import { MILLIS, type WindowSize } from '../../../lib/core/window.ts';
import { foldedMidnights } from '../../core/wall-clock.ts';
import { anEntry } from '../../fixtures/usage.ts';
import { naivePoints } from '../naive-usage.ts';
import { aQuestion, type Make, pointsOf, storeOf } from './ask.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** An event of value 1 at each of these times. */
const at = (...times: string[]): LedgerEntry[] =>
  times.map((time, i) => anEntry({ id: `${time} ${i}`, time: Date.parse(time), value: '1' }));

export function usageWindows(make: Make): void {
  it.each<[WindowSize, string, string[], [string, string, number][]]>([
    [
      'HOUR',
      'UTC',
      ['2026-01-01T00:00:00Z', '2026-01-01T00:59:59.999Z', '2026-01-01T01:00:00Z'],
      [
        ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z', 2],
        ['2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z', 1],
      ],
    ],
    [
      'HOUR',
      'Asia/Kolkata',
      ['2026-01-01T00:29:59.999Z', '2026-01-01T00:30:00Z'],
      [
        ['2025-12-31T23:30:00.000Z', '2026-01-01T00:30:00.000Z', 1],
        ['2026-01-01T00:30:00.000Z', '2026-01-01T01:30:00.000Z', 1],
      ],
    ],
    [
      'DAY',
      'Asia/Kathmandu',
      ['2026-01-01T18:14:59.999Z', '2026-01-01T18:15:00Z'],
      [
        ['2025-12-31T18:15:00.000Z', '2026-01-01T18:15:00.000Z', 1],
        ['2026-01-01T18:15:00.000Z', '2026-01-02T18:15:00.000Z', 1],
      ],
    ],
    [
      'DAY',
      'America/New_York',
      // The spring day of 23 hours, the autumn day of 25.
      [
        '2026-03-08T05:00:00Z',
        '2026-03-09T03:59:59.999Z',
        '2025-11-02T04:00:00Z',
        '2025-11-03T04:59:59.999Z',
      ],
      [
        ['2025-11-02T04:00:00.000Z', '2025-11-03T05:00:00.000Z', 2],
        ['2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z', 2],
      ],
    ],
    [
      'HOUR',
      'America/New_York',
      // Half past one comes twice.
      ['2025-11-02T05:30:00Z', '2025-11-02T06:30:00Z', '2025-11-02T07:30:00Z'],
      [
        ['2025-11-02T05:00:00.000Z', '2025-11-02T06:00:00.000Z', 1],
        ['2025-11-02T06:00:00.000Z', '2025-11-02T07:00:00.000Z', 1],
        ['2025-11-02T07:00:00.000Z', '2025-11-02T08:00:00.000Z', 1],
      ],
    ],
    [
      'HOUR',
      'Australia/Lord_Howe',
      // The clock goes back by half an hour at 15:00Z: half of an hour repeats.
      ['2026-04-04T14:30:00Z', '2026-04-04T15:00:00Z', '2026-04-04T15:29:00Z', '2026-04-04T15:30:00Z'],
      [
        ['2026-04-04T14:00:00.000Z', '2026-04-04T15:00:00.000Z', 1],
        ['2026-04-04T15:00:00.000Z', '2026-04-04T15:30:00.000Z', 2],
        ['2026-04-04T15:30:00.000Z', '2026-04-04T16:30:00.000Z', 1],
      ],
    ],
    [
      'DAY',
      'America/St_Johns',
      // One minute after midnight the clock goes back to the day before, which has ended nevertheless.
      ['2010-11-07T02:30:30Z', '2010-11-07T02:45:00Z', '2010-11-07T03:30:00Z', '2010-11-06T12:00:00Z'],
      [
        ['2010-11-06T02:30:00.000Z', '2010-11-07T02:30:00.000Z', 1],
        ['2010-11-07T02:30:00.000Z', '2010-11-08T03:30:00.000Z', 3],
      ],
    ],
    [
      'MONTH',
      'America/Goose_Bay',
      ['2009-11-01T02:59:59.999Z', '2009-11-01T03:00:30Z', '2009-11-01T03:30:00Z', '2009-11-01T04:00:00Z'],
      [
        ['2009-10-01T03:00:00.000Z', '2009-11-01T03:00:00.000Z', 1],
        ['2009-11-01T03:00:00.000Z', '2009-12-01T04:00:00.000Z', 3],
      ],
    ],
    [
      'WEEK',
      'UTC',
      ['2026-01-04T23:59:59.999Z', '2026-01-05T00:00:00Z'],
      [
        ['2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z', 1],
        ['2026-01-05T00:00:00.000Z', '2026-01-12T00:00:00.000Z', 1],
      ],
    ],
    [
      'MONTH',
      'America/New_York',
      [
        '2024-02-01T05:00:00Z',
        '2024-03-01T04:59:59.999Z',
        '2024-03-01T05:00:00Z',
        '2024-04-01T03:59:59.999Z',
      ],
      [
        ['2024-02-01T05:00:00.000Z', '2024-03-01T05:00:00.000Z', 2],
        ['2024-03-01T05:00:00.000Z', '2024-04-01T04:00:00.000Z', 2],
      ],
    ],
    [
      'MINUTE',
      'Asia/Kolkata',
      ['2026-01-01T00:00:59.999Z', '2026-01-01T00:01:00Z'],
      [
        ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z', 1],
        ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z', 1],
      ],
    ],
  ])('divides time into a %s of the clock in %s', async (window, timeZone, times, expected) => {
    const store = await storeOf(make, at(...times));
    for (const limit of [10_000, 1]) {
      const points = await pointsOf(store, { window, timeZone, limit });
      expect(points.map(({ start, end, count }) => [iso(start), iso(end), count])).toEqual(expected);
    }
  });

  it('counts in an edge window only what lies in the range', async () => {
    const store = await storeOf(
      make,
      at('2026-01-01T10:10:00Z', '2026-01-01T10:20:00Z', '2026-01-01T11:40:00Z'),
    );
    const range = { from: Date.parse('2026-01-01T10:15:00Z'), to: Date.parse('2026-01-01T11:40:00Z') };
    expect(await pointsOf(store, { ...range, window: 'HOUR' })).toMatchObject([
      { start: Date.parse('2026-01-01T10:00:00Z'), end: Date.parse('2026-01-01T11:00:00Z'), count: 1 },
    ]);
    expect(await pointsOf(store, { ...range, window: 'DAY' })).toMatchObject([
      { start: Date.parse('2026-01-01T00:00:00Z'), end: Date.parse('2026-01-02T00:00:00Z'), count: 1 },
    ]);
    expect(await pointsOf(store, range)).toMatchObject([{ start: range.from, end: range.to, count: 1 }]);
  });

  it('counts a text once in a day that has two offsets', async () => {
    const entries = at('2025-11-02T05:30:00Z', '2025-11-02T20:00:00Z');
    const store = await storeOf(make, entries);
    const question = { aggregation: 'UNIQUE_COUNT', timeZone: 'America/New_York' } as const;
    for (const window of ['DAY', 'WEEK', 'MONTH'] as const) {
      expect(await pointsOf(store, { ...question, window })).toMatchObject([{ count: 2, distinct: 1 }]);
    }
    expect(await pointsOf(store, { ...question, window: 'HOUR' })).toHaveLength(2);
  });

  it.each([
    'UTC',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/New_York',
    'America/St_Johns',
  ])('agrees with the calendar of %s in every size of window', async (timeZone) => {
    const hours = [Date.UTC(2010, 9, 30), Date.UTC(2010, 10, 6), Date.UTC(2025, 9, 4), Date.UTC(2025, 10, 1)];
    const entries = hours.flatMap((start) =>
      Array.from({ length: 90 }, (_, i) => {
        const time = start + i * 2_123_456;
        return anEntry({ id: String(time), time, value: '0.25' });
      }),
    );
    const store = await storeOf(make, entries);
    for (const window of ['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const) {
      const question = {
        window,
        timeZone,
        limit: 50,
        from: Date.UTC(2010, 9, 30, 7, 7),
        to: Date.UTC(2025, 10, 3, 3, 3),
      };
      expect(await pointsOf(store, question)).toEqual(naivePoints(entries, aQuestion(question)));
    }
  });

  it.each(foldedMidnights)(
    'gives a window of $timeZone about $midnight the same number when asked by its bounds',
    async (fold) => {
      const { timeZone } = fold;
      const midnight = Date.parse(fold.midnight);
      const entries = Array.from({ length: 200 }, (_, i) => {
        const time = midnight + (i - 100) * 19 * 60_000;
        return anEntry({ id: String(time), time, value: String(2 ** (i % 40)) });
      });
      const store = await storeOf(make, entries);
      const inside = Date.parse(fold.change) + 10 * 60_000;
      for (const from of [midnight - 2 * MILLIS.DAY, midnight, inside])
        for (const window of ['DAY', 'WEEK', 'MONTH'] as const) {
          const range = { from, to: midnight + 2 * MILLIS.DAY };
          const points = await pointsOf(store, { ...range, window, timeZone, limit: 2 });
          expect(points).toEqual(naivePoints(entries, aQuestion({ ...range, window, timeZone })));
          for (const { start, end, count, sum } of points) {
            const asked = { from: Math.max(start, from), to: Math.min(end, range.to), timeZone };
            for (const size of ['NONE', window] as const)
              expect(await pointsOf(store, { ...asked, window: size })).toMatchObject([{ count, sum }]);
          }
        }
    },
  );

  it('answers for two centuries of changing clocks', async () => {
    const entries = at('2025-11-02T05:30:00Z', '2025-11-02T06:30:00Z');
    const store = await storeOf(make, entries);
    const question = { window: 'HOUR', timeZone: 'America/New_York', to: Date.UTC(2200, 0, 1) } as const;
    expect(await pointsOf(store, question)).toEqual(naivePoints(entries, aQuestion(question)));
  });
}
