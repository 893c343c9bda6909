import { expect, it } from 'vitest';
import type { Aggregation } from '../../../lib/core/meter.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry } from '../../fixtures/usage.ts';
import { type Make, pointsOf, storeOf } from './ask.ts';

const valued = (values: readonly string[]) =>
  values.map((value, i) => anEntry({ id: `evt-${i}`, value, time: NEW_YEAR + i }));

export function usageTallies(make: Make): void {
  it.each<[Aggregation, object]>([
    ['SUM', { count: 4, sum: '9.5' }],
    ['AVG', { count: 4, sum: '9.5' }],
    ['COUNT', { count: 4 }],
    ['MIN', { count: 4, value: '-2.5' }],
    ['MAX', { count: 4, value: '10' }],
    ['LATEST', { count: 4, value: '1' }],
    ['UNIQUE_COUNT', { count: 4, distinct: 3 }],
  ])('tallies for %s what it needs', async (aggregation, tally) => {
    const store = await storeOf(make, valued(['10', '-2.5', '1', '1']));
    const [point, ...others] = await pointsOf(store, { aggregation });
    expect(others).toEqual([]);
    expect(point).toEqual({ group: [], start: Date.UTC(2000, 0, 1), end: Date.UTC(2027, 0, 1), ...tally });
  });

  const nines = '9'.repeat(38);
  it.each<[string, string[], string]>([
    ['tenths', new Array<string>(10).fill('0.1'), '1'],
    ['whole numbers that no double holds', ['9007199254740993', '9007199254740993'], '18014398509481986'],
    ['38 digits', [nines, '1', nines], `199999999999999999999999999999999999999`],
    ['very small beside very large numbers', ['1e100', '1e-100', '-1e100'].map(spelled), spelled('1e-100')],
    ['what cancels itself out', ['-0.3', '0.1', '0.2'], '0'],
    ['negative numbers', ['-12345678901234567890.5', '-0.5'], '-12345678901234567891'],
    ['digits on both sides of every limb', ['999999999.999999999', '0.000000001'], '1000000000'],
  ])('adds %s exactly', async (_, values, sum) => {
    const store = await storeOf(make, valued(values));
    expect(await pointsOf(store)).toMatchObject([{ count: values.length, sum }]);
    expect(await pointsOf(store, { aggregation: 'AVG' })).toMatchObject([{ sum }]);
  });

  it('finds the least and the greatest number, not text', async () => {
    const values = ['9', '10', '-9', '-10', '0', '0.5', '-0.5', spelled('1e-100'), nines, `-${nines}`];
    const store = await storeOf(make, valued(values));
    expect(await pointsOf(store, { aggregation: 'MIN' })).toMatchObject([{ value: `-${nines}` }]);
    expect(await pointsOf(store, { aggregation: 'MAX' })).toMatchObject([{ value: nines }]);
    const first = { from: NEW_YEAR, to: NEW_YEAR + 4 };
    expect(await pointsOf(store, { ...first, aggregation: 'MIN' })).toMatchObject([{ value: '-10' }]);
    expect(await pointsOf(store, { ...first, aggregation: 'MAX' })).toMatchObject([{ value: '10' }]);
  });

  it('takes as the latest the greatest time, whenever it arrived', async () => {
    const entries = [
      anEntry({ id: 'z', time: NEW_YEAR + 1, value: '1' }),
      anEntry({ id: 'a', time: NEW_YEAR + 2, value: '2' }),
      anEntry({ id: 'm', time: NEW_YEAR, value: '3' }),
    ];
    const store = await storeOf(make, entries);
    expect(await pointsOf(store, { aggregation: 'LATEST' })).toMatchObject([{ count: 3, value: '2' }]);
  });

  it.each<[string, [id: string, customerId: string][]]>([
    [
      'the greatest id',
      [
        ['evt-10', 'z'],
        ['evt-9', 'a'],
      ],
    ],
    [
      'the longer id of two that begin alike',
      [
        ['a', 'z'],
        ['a\0', 'a'],
        ['a!', 'a'],
      ],
    ],
    [
      'the greatest id by code units',
      [
        ['\u{1f600}', 'z'],
        ['\uff01', 'a'],
      ],
    ],
    [
      'the greatest customer where ids are equal',
      [
        ['evt', '\u{1f600}'],
        ['evt', '\uff01'],
      ],
    ],
    [
      'the greatest id before the greatest customer',
      [
        ['a', 'b c'],
        ['a b', 'c'],
      ],
    ],
  ])('takes as the latest of one instant %s', async (_, keys) => {
    const entries = keys.map(([id, customerId], i) => anEntry({ id, customerId, value: String(i) }));
    const store = await storeOf(make, [...entries].reverse());
    expect(await pointsOf(store, { aggregation: 'LATEST' })).toMatchObject([
      { value: String(keys.length - 1) },
    ]);
  });

  it('counts unique texts exactly, small differences included', async () => {
    const texts = ['u1', 'U1', 'u1 ', 'u1', '1', '1.0', '01', '1', '', '-', 'n1', 't1', '\0', 'é', 'e\u0301'];
    const store = await storeOf(make, valued(texts.filter((text) => text !== '')));
    expect(await pointsOf(store, { aggregation: 'UNIQUE_COUNT' })).toMatchObject([
      { count: 14, distinct: 12 },
    ]);
  });
}

/** Plain notation of a power of ten. */
function spelled(power: string): string {
  const [, sign = '', exponent = '0'] = /^(-?)1e(.*)$/.exec(power) ?? [];
  const zeros = '0'.repeat(Math.abs(Number(exponent)));
  return Number(exponent) < 0 ? `${sign}0.${zeros.slice(1)}1` : `${sign}1${zeros}`;
}
