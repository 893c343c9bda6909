import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { AGGREGATIONS } from '../../../lib/core/meter.ts';
import type { UsageQuery } from '../../../lib/core/usage-query.ts';
import { WINDOW_SIZES } from '../../../lib/core/window.ts';
import { ODD_TEXTS } from '../../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry } from '../../fixtures/usage.ts';
import { naivePoints } from '../naive-usage.ts';
import { aQuestion, type Make, pointsOf, storeOf } from './ask.ts';

const regions = [
  anEntry({ id: '1', dimensions: { region: 'eu', plan: 'pro' } }),
  anEntry({ id: '2', dimensions: { region: 'us', plan: '' } }),
  anEntry({ id: '3', dimensions: { region: 'eu' } }),
  anEntry({ id: '4', dimensions: {}, customerId: 't-2' }),
  anEntry({ id: '5', dimensions: { region: '', plan: 'pro' }, customerId: 't-2' }),
];

export function usageGroups(make: Make): void {
  it('groups by dimensions, an absent one before an empty one before texts', async () => {
    const store = await storeOf(make, regions);
    const groups = async (groupBy: string[]) =>
      (await pointsOf(store, { groupBy })).map(({ group, count }) => [...group, count]);
    expect(await groups(['region'])).toEqual([
      [null, 1],
      ['', 1],
      ['eu', 2],
      ['us', 1],
    ]);
    expect(await groups(['region', 'plan'])).toEqual([
      [null, null, 1],
      ['', 'pro', 1],
      ['eu', null, 1],
      ['eu', 'pro', 1],
      ['us', '', 1],
    ]);
    expect(await groups(['plan', 'customerId'])).toEqual([
      [null, 't-1', 1],
      [null, 't-2', 1],
      ['', 't-1', 1],
      ['pro', 't-1', 1],
      ['pro', 't-2', 1],
    ]);
    expect(await groups(['unheard'])).toEqual([[null, 5]]);
  });

  it('orders groups by the code units of their texts', async () => {
    const texts = [...ODD_TEXTS, '\u{1f600}', '\uff01', 'a', 'A', 'ä', 'aa', 'a b', 'a!'];
    const entries = [...new Set(texts)].map((text, i) =>
      anEntry({ id: String(i), customerId: text, dimensions: { text } }),
    );
    const store = await storeOf(make, entries);
    const sorted = [...new Set(texts)].sort().map((text) => [text]);
    for (const groupBy of [['text'], ['customerId']]) {
      expect((await pointsOf(store, { groupBy, limit: 7 })).map(({ group }) => group)).toEqual(sorted);
    }
  });

  it('lets only events in that have one of the texts of each filter', async () => {
    const store = await storeOf(make, regions);
    const count = async (parts: Partial<UsageQuery>) => (await pointsOf(store, parts))[0]?.count ?? 0;
    const by = (filters: Record<string, string[]>) => count({ filters: new Map(Object.entries(filters)) });
    expect(await by({ region: ['eu'] })).toBe(2);
    expect(await by({ region: ['eu', 'us'] })).toBe(3);
    expect(await by({ region: [''] })).toBe(1);
    expect(await by({ region: ['eu'], plan: ['pro', ''] })).toBe(1);
    expect(await by({ region: ['EU'] })).toBe(0);
    expect(await by({ region: [] })).toBe(0);
    expect(await by({ unheard: ['eu'] })).toBe(0);
    expect(await by({ region: ['\ud800', 'x'.repeat(5000), 'eu'] })).toBe(2);
    expect(await by({ '\ud800': ['eu'] })).toBe(0);
    expect(await count({ customerIds: ['t-2'] })).toBe(2);
    expect(await count({ customerIds: ['t-1', 't-2', 't-3'] })).toBe(5);
    expect(await count({ customerIds: ['\udfff'] })).toBe(0);
    expect(await count({ customerIds: [] })).toBe(0);
  });

  it('filters and groups by names and texts made of anything', async () => {
    const entries = ODD_TEXTS.map((text, i) =>
      anEntry({
        id: String(i),
        dimensions: new Map([
          [text, text],
          ['.*', 'same'],
        ]),
      }),
    );
    const store = await storeOf(make, entries);
    for (const text of ODD_TEXTS) {
      const filters = new Map([[text, [text]]]);
      expect(await pointsOf(store, { filters, groupBy: [text, '.*'] })).toMatchObject([
        { group: [text, 'same'], count: 1 },
      ]);
    }
  });

  it('agrees with counting by hand, whatever is asked', async () => {
    const pick = fc.constantFrom;
    const entries = fc
      .sample(
        fc.record({
          customerId: pick('t-1', 't-2', 'ａ', '\u{1f600}'),
          time: fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => NEW_YEAR - minutes * 60_000),
          value: pick('1', '-0.1', '12345678901234567890', '0.00000000000000000001', '1e50', '3'),
          dimensions: fc.dictionary(pick('region', 'plan', 'a b'), pick('', 'x', 'y', '!', "'", '\uffff'), {
            maxKeys: 3,
          }),
          cancelled: fc.integer({ min: 0, max: 9 }),
        }),
        { numRuns: 400, seed: 7 },
      )
      .map(({ cancelled, value, ...parts }, i) =>
        anEntry(
          { ...parts, id: `e${i}`, value: value === '1e50' ? `1${'0'.repeat(50)}` : value },
          cancelled === 0 ? { cancelledAt: NEW_YEAR } : {},
        ),
      );
    const store = await storeOf(make, entries);
    const question = fc.record({
      aggregation: pick(...AGGREGATIONS),
      window: pick(...WINDOW_SIZES),
      timeZone: pick('UTC', 'Asia/Kolkata', 'America/New_York'),
      groupBy: fc.uniqueArray(pick('customerId', 'region', 'plan', 'a b'), { maxLength: 3 }),
      filters: fc
        .array(fc.tuple(pick('region', 'a b'), fc.uniqueArray(pick('', 'x', '!', "'"), { maxLength: 3 })), {
          maxLength: 1,
        })
        .map((pairs) => new Map(pairs)),
      from: fc.integer({ min: 20, max: 45 }).map((days) => NEW_YEAR - days * 86_400_000 + 12_345_678),
      to: fc.integer({ min: 0, max: 20 }).map((days) => NEW_YEAR - days * 86_400_000 + 1),
      limit: fc.integer({ min: 3, max: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        expect(await pointsOf(store, asked)).toEqual(naivePoints(entries, aQuestion(asked)));
      }),
      { numRuns: 60, seed: 11 },
    );
  });
}
