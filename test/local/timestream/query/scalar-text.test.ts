import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleText, timestampText } from '../../../../lib/local/timestream/query/scalar-text.ts';

describe('a timestamp', () => {
  it.each([
    [0n, '1970-01-01 00:00:00.000000000'],
    [1n, '1970-01-01 00:00:00.000000001'],
    [-1n, '1969-12-31 23:59:59.999999999'],
    [1_768_046_400_123_456_789n, '2026-01-10 12:00:00.123456789'],
    [2n ** 63n - 1n, '2262-04-11 23:47:16.854775807'],
    [-(2n ** 63n), '1677-09-21 00:12:43.145224192'],
  ])('of %d ns is %s', (nanoseconds, text) => {
    expect(timestampText(nanoseconds)).toBe(text);
  });

  it('sorts as its number does', () => {
    const instant = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(timestampText(a) < timestampText(b)).toBe(a < b);
      }),
    );
  });
});

describe('a double', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [-2.5, '-2.5'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [123_456_789.5, '1.234567895E8'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [5e-324, '5.0E-324'],
    [Number.MAX_VALUE, '1.7976931348623157E308'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('of %d is %s', (number, text) => {
    expect(doubleText(number)).toBe(text);
  });

  it('reads back as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (number) => {
        expect(Object.is(Number(doubleText(number)), number)).toBe(true);
      }),
    );
  });
});
