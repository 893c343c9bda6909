import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EARLIEST } from '../../lib/core/usage-event.ts';
import { resolveRange, withinHistory } from '../../lib/core/usage-range.ts';
import { always } from '../fixtures/always.ts';
import { NEW_YEAR } from '../fixtures/time.ts';

const DAY = 86_400_000;

describe('a range', () => {
  it('ends now and begins a day before its end, where nothing is said', () => {
    expect(resolveRange({}, NEW_YEAR)).toEqual({ from: NEW_YEAR - DAY, to: NEW_YEAR });
    expect(resolveRange({ to: 5 * DAY }, NEW_YEAR)).toEqual({ from: 4 * DAY, to: 5 * DAY });
    expect(resolveRange({ from: NEW_YEAR - 1 }, NEW_YEAR)).toEqual({ from: NEW_YEAR - 1, to: NEW_YEAR });
    expect(resolveRange({ from: 1, to: 2 }, NEW_YEAR)).toEqual({ from: 1, to: 2 });
    expect(resolveRange({ from: 0, to: 1 }, NEW_YEAR)).toEqual({ from: 0, to: 1 });
  });

  it.each([{ from: NEW_YEAR }, { from: NEW_YEAR + 1 }, { from: 2, to: 2 }, { from: 3, to: 2 }])(
    'is refused where it is empty: %j',
    (asked) => {
      expect(() => resolveRange(asked, NEW_YEAR)).toThrow(
        expect.objectContaining({
          code: 'window.empty',
          details: { from: asked.from, to: asked.to ?? NEW_YEAR },
        }),
      );
    },
  );
});

describe('the part of a range that can hold events', () => {
  const LATEST = Date.UTC(2200, 0, 1);
  const instant = fc.oneof(
    fc.integer({ min: -8e15, max: 8e15 }),
    fc.integer({ min: EARLIEST - 3, max: EARLIEST + 3 }),
    fc.integer({ min: LATEST - 3, max: LATEST + 3 }),
    fc.integer({ min: EARLIEST, max: LATEST }),
  );

  it('is never empty, never outside of history, and itself where it is taken again', () => {
    always(
      fc.property(instant, instant, (a, b) => {
        fc.pre(a !== b);
        const part = withinHistory({ from: Math.min(a, b), to: Math.max(a, b) });
        expect(part.from).toBeLessThan(part.to);
        expect(part.from).toBeGreaterThanOrEqual(EARLIEST - 1);
        expect(part.to).toBeLessThanOrEqual(LATEST);
        expect(withinHistory(part)).toEqual(part);
      }),
    );
  });

  it('holds just those instants of history that the range holds', () => {
    const event = fc.oneof(
      fc.integer({ min: EARLIEST, max: EARLIEST + 5 }),
      fc.integer({ min: EARLIEST, max: LATEST - 2 }),
    );
    always(
      fc.property(instant, instant, event, (a, b, time) => {
        fc.pre(a !== b);
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const part = withinHistory(range);
        expect(time >= part.from && time < part.to).toBe(time >= range.from && time < range.to);
      }),
    );
  });
});
