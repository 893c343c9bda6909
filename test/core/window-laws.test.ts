import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CalendarWindow,
  calendarSpans,
  MILLIS,
  offsetSpans,
  WINDOW_SIZES,
  windowAt,
} from '../../lib/core/window.ts';
import { always } from '../fixtures/always.ts';
import { changes, dayNumber, dayReached, foldedMidnights, wallClock } from './wall-clock.ts';

const sizes = WINDOW_SIZES.filter((size) => size !== 'NONE');
const dated = ['DAY', 'WEEK', 'MONTH'] as const;
const foldedZones: string[] = [...new Set(foldedMidnights.map(({ timeZone }) => timeZone))];
const at = (text: string): number => Date.parse(text);

/** Half-hour zones, both hemispheres, changes at midnight and over it, at Ramadan, of half an hour, of a day, none at all. */
const zones = [
  'UTC',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Caracas',
  'America/Goose_Bay',
  'America/Moncton',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Antarctica/Casey',
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

/** Any instant, but often one close to where a clock changes. */
const anyZone = fc.oneof(
  fc.constantFrom(...zones),
  fc.constantFrom(...foldedZones),
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
);
const placed = anyZone.chain((timeZone) => {
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
      const { year, month, day, hour, minute, offset } = wallClock(timeZone, instant);
      const reached = dayReached(timeZone, instant);
      switch (size) {
        case 'MINUTE':
          return [year, month, day, hour, minute, offset].join();
        case 'HOUR':
          return [year, month, day, hour, offset].join();
        case 'DAY':
          return String(reached);
        case 'WEEK':
          return String(Math.floor((reached + 3) / 7));
        case 'MONTH':
          return new Date(reached * MILLIS.DAY).toISOString().slice(0, 7);
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

  it.each(foldedMidnights)('the repeated hour of $timeZone at $change is of the new day', (fold) => {
    const { timeZone } = fold;
    const change = at(fold.change);
    const [before, after] = [wallClock(timeZone, change - 1), wallClock(timeZone, change)];
    expect(dayNumber(after)).toBe(dayNumber(before) - 1);
    const begun = windowAt('DAY', timeZone, change - 1);
    expect(begun.start).toBe(at(fold.midnight));
    const sameDay = Array.from({ length: 24 * 4 }, (_, i) => change + i * 900_000).filter(
      (instant) => dayNumber(wallClock(timeZone, instant)) <= dayNumber(before),
    );
    for (const instant of sameDay) expect(windowAt('DAY', timeZone, instant)).toEqual(begun);
    expect(windowAt('DAY', timeZone, begun.start - 1).end).toBe(begun.start);
    expect(dayNumber(wallClock(timeZone, begun.end))).toBe(dayNumber(before) + 1);
  });

  it('a month that a clock goes back into has ended all the same', () => {
    // A minute after midnight on 1 November 2009 it was 23:01 on 31 October in Labrador.
    const november = { start: at('2009-11-01T03:00:00Z'), end: at('2009-12-01T04:00:00Z') };
    for (const text of ['2009-11-01T03:00:00Z', '2009-11-01T03:01:00Z', '2009-11-01T03:59:59.999Z'])
      expect(windowAt('MONTH', 'America/Goose_Bay', at(text))).toEqual(november);
    expect(windowAt('MONTH', 'America/Goose_Bay', november.start - 1).end).toBe(november.start);
  });
});

describe('the stretches of a calendar', () => {
  const label = (size: (typeof dated)[number], calendar: number): number => {
    const date = new Date(calendar);
    return size === 'MONTH'
      ? date.getUTCFullYear() * 12 + date.getUTCMonth()
      : Math.floor((calendar / MILLIS.DAY + (size === 'WEEK' ? 3 : 0)) / (size === 'WEEK' ? 7 : 1));
  };

  it('cover the range and put an instant where its window is, wherever the range begins', () => {
    const aside = fc.integer({ min: 0, max: 3 * MILLIS.DAY });
    always(
      fc.property(
        placed,
        fc.constantFrom(...dated),
        aside,
        aside,
        ({ timeZone, instant }, size, before, after) => {
          const [from, to] = [instant - before, instant + after + 1];
          const spans = calendarSpans(size, timeZone, from, to);
          expect(spans[0]?.from).toBe(from);
          expect(spans.at(-1)?.to).toBe(to);
          const calendar = (at: number): number =>
            at + (spans.find((span) => at >= span.from && at < span.to)?.offset ?? Number.NaN);
          spans.forEach((span, i) => {
            expect(span.to).toBeGreaterThan(span.from);
            expect(span.from).toBe(spans[i - 1]?.to ?? from);
            for (const edge of [span.from, span.to - 1]) {
              const { start } = windowAt(size, timeZone, edge);
              expect(label(size, calendar(edge))).toBe(
                label(size, start + wallClock(timeZone, start).offset),
              );
            }
          });
          expect(label(size, calendar(instant))).toBeGreaterThanOrEqual(label(size, calendar(from)));
          expect(label(size, calendar(instant))).toBeLessThanOrEqual(label(size, calendar(to - 1)));
        },
      ),
    );
  });

  it('are those of one offset unless a clock goes back over midnight', () => {
    for (const timeZone of zones.filter((zone) => !foldedZones.includes(zone)))
      for (const size of dated)
        expect(calendarSpans(size, timeZone, EARLIEST, LATEST)).toEqual(
          offsetSpans(timeZone, EARLIEST, LATEST),
        );
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
