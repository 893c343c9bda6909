import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printInstant, readInstant } from '../../lib/core/instant.ts';
import { always } from '../fixtures/always.ts';

describe('reading RFC 3339', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01t00:00:00z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00.5Z', Date.UTC(2026, 0, 1, 0, 0, 0, 500)],
    ['2026-01-01T00:00:00.05Z', Date.UTC(2026, 0, 1, 0, 0, 0, 50)],
    ['2026-01-01T00:00:00.123Z', Date.UTC(2026, 0, 1, 0, 0, 0, 123)],
    // Finer than a millisecond is cut, not rounded.
    ['2026-01-01T00:00:00.123456Z', Date.UTC(2026, 0, 1, 0, 0, 0, 123)],
    ['2026-01-01T00:00:00.1239999999999Z', Date.UTC(2026, 0, 1, 0, 0, 0, 123)],
    ['2026-01-01T00:00:00.0009Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00+00:00', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00-00:00', Date.UTC(2026, 0, 1)],
    ['2026-01-01T05:45:00+05:45', Date.UTC(2026, 0, 1)],
    ['2025-12-31T16:00:00-08:00', Date.UTC(2026, 0, 1)],
    ['2026-01-01T23:59:00+23:59', Date.UTC(2026, 0, 1)],
    ['2024-02-29T12:00:00Z', Date.UTC(2024, 1, 29, 12)],
    ['2000-02-29T12:00:00Z', Date.UTC(2000, 1, 29, 12)],
    ['2026-12-31T23:59:59.999Z', Date.UTC(2027, 0, 1) - 1],
    ['1969-12-31T23:59:59.999Z', -1],
  ])('takes %s', (text, at) => {
    expect(readInstant(text)).toBe(at);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00Z',
    '2026-01-01',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00,5Z',
    '2026-01-01T00:00:00+0545',
    '2026-01-01T00:00:00+5:45',
    '2026-01-01T00:00:00+05',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+05:60',
    '2026-01-01T00:00:00 +05:45',
    '2026-01-01T00:00:00−08:00',
    '2026-01-01T00:00:00[UTC]',
    '2026-01-01T00:00:00ZZ',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '26-01-01T00:00:00Z',
    '+002026-01-01T00:00:00Z',
    '12026-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '2026-1-1T00:00:00Z',
    '٢٠٢٦-01-01T00:00:00Z',
    'Thu, 01 Jan 2026 00:00:00 GMT',
    '1767225600000',
    '',
  ])('refuses %j', (text) => {
    expect(readInstant(text)).toBeUndefined();
  });

  it('reads what it prints', () => {
    always(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(readInstant(printInstant(date.getTime()))).toBe(date.getTime());
      }),
    );
  });

  it('takes an offset off the wall clock', () => {
    const at = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
    const minutes = fc.integer({ min: -(24 * 60 - 1), max: 24 * 60 - 1 });
    always(
      fc.property(at, minutes, (instant, offset) => {
        const wall = new Date(instant + offset * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        expect(readInstant(`${wall}${zone}`)).toBe(instant);
      }),
    );
  });

  it('knows the calendar as Date does', () => {
    const [year, month, day] = [fc.integer({ min: 1, max: 9999 }), fc.nat(13), fc.nat(32)];
    always(
      fc.property(year, month, day, (y, m, d) => {
        const [yyyy, mm, dd] = [
          String(y).padStart(4, '0'),
          String(m).padStart(2, '0'),
          String(d).padStart(2, '0'),
        ];
        const date = new Date(0);
        date.setUTCFullYear(y, m - 1, d);
        const exists = date.getUTCMonth() === m - 1 && date.getUTCDate() === d && date.getUTCFullYear() === y;
        expect(readInstant(`${yyyy}-${mm}-${dd}T00:00:00Z`)).toBe(exists ? date.getTime() : undefined);
      }),
    );
  });
});

describe('printing an instant', () => {
  it('says UTC and milliseconds', () => {
    expect(printInstant(Date.UTC(2026, 0, 1))).toBe('2026-01-01T00:00:00.000Z');
    expect(printInstant(Date.UTC(2026, 5, 30, 23, 59, 59, 7))).toBe('2026-06-30T23:59:59.007Z');
  });
});
