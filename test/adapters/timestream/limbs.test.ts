import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLimbs, type Limbs, limbsOf, MAX_BASES } from '../../../lib/adapters/timestream/limbs.ts';
import { add, decimal, plain, zero } from '../../../lib/core/decimal.ts';
import { anyValue } from './any-value.ts';

const MOST = '9'.repeat(38);

describe('limbsOf', () => {
  it.each([
    ['0', -1, [0n, 0n, 0n, 0n, 0n, 0n]],
    ['1', -1, [0n, 1n, 0n, 0n, 0n, 0n]],
    ['0.1', -1, [100_000_000n, 0n, 0n, 0n, 0n, 0n]],
    ['-12.5', -1, [-500_000_000n, -12n, 0n, 0n, 0n, 0n]],
    ['9007199254740993', -1, [0n, 254_740_993n, 9_007_199n, 0n, 0n, 0n]],
    ['0.0000000001', -2, [100_000_000n, 0n, 0n, 0n, 0n, 0n]],
    [`1${'0'.repeat(45)}`, 5, [1n, 0n, 0n, 0n, 0n, 0n]],
    [`1${'0'.repeat(100)}`, 11, [10n, 0n, 0n, 0n, 0n, 0n]],
  ])('divides %s into limbs from %i on', (text, base, limbs) => {
    expect(limbsOf(text)).toEqual({ base, limbs });
  });

  it('gives every value back, from limbs of nine digits and one sign', async () => {
    await fc.assert(
      fc.property(anyValue, (text) => {
        const { base, limbs } = limbsOf(text);
        expect(plain(fromLimbs({ base, limbs }))).toBe(text);
        expect(limbs.every((limb) => limb > -1_000_000_000n && limb < 1_000_000_000n)).toBe(true);
        expect(new Set(limbs.map((limb) => limb < 0n)).size).toBeLessThanOrEqual(
          text.startsWith('-') ? 2 : 1,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('takes 38 digits wherever they lie, on no more bases than it says', () => {
    const bases = new Set<number>();
    for (let exponent = -100; exponent <= 100; exponent++) {
      const text = plain(decimal(`${MOST.charAt(0)}.${MOST.slice(1)}e${exponent}`));
      const limbs = limbsOf(text);
      bases.add(limbs.base);
      expect(plain(fromLimbs(limbs))).toBe(text);
    }
    for (let exponent = -100; exponent <= 100; exponent++) {
      bases.add(limbsOf(plain(decimal(`1e${exponent}`))).base);
    }
    expect(bases.size).toBeLessThanOrEqual(MAX_BASES);
  });

  it('adds by base to the exact sum', async () => {
    await fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 40 }), (texts) => {
        const sums = new Map<number, Limbs>();
        for (const { base, limbs } of texts.map(limbsOf)) {
          const sum = sums.get(base)?.limbs;
          sums.set(base, { base, limbs: limbs.map((limb, i) => limb + (sum?.[i] ?? 0n)) });
        }
        const total = [...sums.values()].map(fromLimbs).reduce(add, zero);
        expect(plain(total)).toBe(plain(texts.map(decimal).reduce(add, zero)));
      }),
    );
  });

  it('refuses more digits than an event may carry', () => {
    expect(() => limbsOf('1'.repeat(60))).toThrow(RangeError);
  });
});
