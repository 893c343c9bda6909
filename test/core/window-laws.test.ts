import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarWindow, offsetSpans, WINDOW_SIZES, windowAt } from '../../lib/core/window.ts';
import { always } from '../fixtures/always.ts';
import { dayNumber, wallClock } from './wall-clock.ts';

const sizes = WINDOW_SIZES.filter((size) => size !== 'NONE');
const at = (text: string): number => Date.parse(text);

/** Half-hour zones, both hemispheres, changes at midnight, at Ramadan, of half an hour, of a day, and none at all. */
const zones = [
  'UTC',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Caracas',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/Sao_Paulo',
  'Antarctica/Troll',
  'Asia/Amman',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Pyongyang',
  'Asia/Tehran',
  'Atlantic/Azores',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Europe/Istanbul',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];
const [EARLIEST, LATEST] = [at('2000-01-01T00:00:00Z'), at('2040-01-01T00:00:00Z')];

/** Where the offset changes by Intl's word, to the second; found by halving days. */
function changes(timeZone: string, from: number, to: number): number[] {
  const found: number[] = [];
  const offset = (instant: number): number => wallClock(timeZone, instant).offset;
  for (let day = from; day < to; day += 86_400_000) {
    let [low, high] = [day, Math.min(day + 86_400_000, to)];
    if (offset(low) === offset(high)) continue;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

/** Any instant, but often one close to where a clock changes. */
const placed = fc.constantFrom(...zones).chain((timeZone) => {
  const near = offsetSpans(timeZone, EARLIEST, LATEST).map(({ from }) => from);
  const around = fc
    .tuple(fc.constantFrom(...near), fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }))
    .map(([change, aside]) => change + aside);
  const edge = fc
    .tuple(fc.constantFrom(...near), fc.integer({ min: -1, max: 1 }))
    .map(([change, aside]) => change + aside);
  const instant = fc.oneof(fc.integer({ min: EARLIEST, max: LATEST }), around, edge);
  return fc.record({ timeZone: fc.constant(timeZone), instant, size: fc.constantFrom(...sizes) });
});

describe('the laws of windows', () => {
  it('an instant lies in its window, and so does every instant of it', () => {
    always(
      fc.property(placed, fc.double({ min: 0, max: 1, noNaN: true }), ({ timeZone, instant, size }, part) => {
        const window = windowAt(size, timeZone, instant);
        expect(window.start).toBeLessThanOrEqual(instant);
        expect(window.end).toBeGreaterThan(instant);
        const inside = window.start + Math.floor((window.end - window.start - 1) * part);
        for (const other of [window.start, inside, window.end - 1])
          expect(windowAt(size, timeZone, other)).toEqual(window);
      }),
    );
  });

  it('windows touch and do not overlap', () => {
    always(
      fc.property(placed, ({ timeZone, instant, size }) => {
        const { start, end } = windowAt(size, timeZone, instant);
        expect(windowAt(size, timeZone, end).start).toBe(end);
        expect(windowAt(size, timeZone, start - 1).end).toBe(start);
      }),
    );
  });

  it('a window is what the wall clock calls one minute, hour, day, week or month', () => {
    const label = (size: CalendarWindow, timeZone: string, instant: number): string => {
      const wall = wallClock(timeZone, instant);
      const { year, month, day, hour, minute, offset } = wall;
      switch (size) {
        case 'MINUTE':
          return [year, month, day, hour, minute, offset].join();
        case 'HOUR':
          return [year, month, day, hour, offset].join();
        case 'DAY':
          return [year, month, day].join();
        case 'WEEK':
          return String(Math.floor((dayNumber(wall) + 3) / 7));
        case 'MONTH':
          return [year, month].join();
      }
    };
    always(
      fc.property(placed, ({ timeZone, instant, size }) => {
        const { start, end } = windowAt(size, timeZone, instant);
        const name = label(size, timeZone, instant);
        expect(label(size, timeZone, start)).toBe(name);
        expect(label(size, timeZone, end - 1)).toBe(name);
        expect(label(size, timeZone, start - 1)).not.toBe(name);
        expect(label(size, timeZone, end)).not.toBe(name);
      }),
      { numRuns: 300 },
    );
  });

  it('a day is one date even where a clock goes back over midnight, and then ends before its last hour', () => {
    // 00:01 on 7 November became 23:01 on the 6th in Newfoundland.
    const repeated = at('2010-11-07T03:00:00Z');
    expect(wallClock('America/St_Johns', repeated)).toMatchObject({ day: 6, hour: 23, minute: 30 });
    const saturday = windowAt('DAY', 'America/St_Johns', at('2010-11-06T12:00:00Z'));
    expect(windowAt('DAY', 'America/St_Johns', repeated)).toEqual(saturday);
    expect(saturday.end).toBe(at('2010-11-07T02:30:00Z'));
    expect(windowAt('DAY', 'America/St_Johns', saturday.end).start).toBe(saturday.end);
  });
});

describe('the stretches of one offset', () => {
  it.each(zones.filter((zone) => zone !== 'UTC'))('of %s are those that Intl knows', (timeZone) => {
    const spans = offsetSpans(timeZone, EARLIEST, at('2030-01-01T00:00:00Z'));
    expect(spans.slice(1).map(({ from }) => from)).toEqual(
      changes(timeZone, EARLIEST, at('2030-01-01T00:00:00Z')),
    );
    for (const { from, to, offset } of spans) {
      expect(wallClock(timeZone, from).offset).toBe(offset);
      expect(wallClock(timeZone, to - 1).offset).toBe(offset);
    }
  });

  it('cover the range exactly, in order, and neighbours differ', () => {
    always(
      fc.property(
        placed,
        fc.integer({ min: 1, max: 2 * 366 * 86_400_000 }),
        ({ timeZone, instant }, length) => {
          const spans = offsetSpans(timeZone, instant, instant + length);
          expect(spans[0]?.from).toBe(instant);
          expect(spans.at(-1)?.to).toBe(instant + length);
          spans.forEach(({ from, to, offset }, i) => {
            expect(to).toBeGreaterThan(from);
            const next = spans[i + 1];
            if (!next) return;
            expect(next.from).toBe(to);
            expect(next.offset).not.toBe(offset);
          });
        },
      ),
    );
  });

  it('are one in UTC, and none of nothing', () => {
    expect(offsetSpans('UTC', 5, 10)).toEqual([{ from: 5, to: 10, offset: 0 }]);
    expect(offsetSpans('Europe/Berlin', 10, 10)).toEqual([]);
  });
});
