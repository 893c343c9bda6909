import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../lib/core/decimal.ts';
import { type Tally, tallied } from '../../lib/core/usage-query.ts';
import { always } from '../fixtures/always.ts';

const tally = (count: number, parts: { sum?: string; value?: string; distinct?: number } = {}): Tally => ({
  count,
  ...(parts.sum === undefined ? {} : { sum: decimal(parts.sum) }),
  ...(parts.value === undefined ? {} : { value: decimal(parts.value) }),
  ...(parts.distinct === undefined ? {} : { distinct: parts.distinct }),
});

describe('the number of a tally', () => {
  it.each([
    ['SUM', tally(2, { sum: '9007199254740993' }), '9007199254740993'],
    ['SUM', tally(2, { sum: '-0' }), '0'],
    ['SUM', tally(2, { sum: '1e30' }), `1${'0'.repeat(30)}`],
    ['SUM', tally(2, { sum: '1e-30' }), `0.${'0'.repeat(29)}1`],
    ['COUNT', tally(12), '12'],
    ['COUNT', tally(0), '0'],
    ['COUNT', tally(2 ** 53 - 1), '9007199254740991'],
    ['UNIQUE_COUNT', tally(12, { distinct: 3 }), '3'],
    ['UNIQUE_COUNT', tally(0), '0'],
    ['MIN', tally(2, { value: '-1.50' }), '-1.5'],
    ['MAX', tally(2, { value: '1e3' }), '1000'],
    ['LATEST', tally(2, { value: '0.10' }), '0.1'],
    ['AVG', tally(3, { sum: '1' }), '0.33333333333333333333'],
    ['AVG', tally(3, { sum: '2' }), '0.66666666666666666667'],
    ['AVG', tally(8, { sum: '1' }), '0.125'],
    ['AVG', tally(2, { sum: '1.00000000000000000001' }), '0.5'],
    ['AVG', tally(2, { sum: '1.00000000000000000003' }), '0.50000000000000000002'],
    ['AVG', tally(3, { sum: '-1e-100' }), `-0.${'0'.repeat(100)}${'3'.repeat(20)}`],
  ] as const)('under %s of %j is %s', (aggregation, counted, text) => {
    expect(tallied(aggregation, counted)).toBe(text);
  });

  it('is in plain notation under every aggregation', () => {
    const aggregation = fc.constantFrom('SUM', 'COUNT', 'MIN', 'MAX', 'AVG', 'LATEST', 'UNIQUE_COUNT');
    const text = fc
      .tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: -100, max: 62 }))
      .map(([digits, exponent]) => `${digits}e${exponent}`);
    always(
      fc.property(aggregation, text, fc.integer({ min: 1, max: 1e9 }), (how, number, count) => {
        const counted = tally(count, { sum: number, value: number, distinct: count });
        expect(tallied(how, counted)).toMatch(/^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$/);
      }),
    );
  });
});
