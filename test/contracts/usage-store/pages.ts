import { expect, it } from 'vitest';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry } from '../../fixtures/usage.ts';
import { naivePoints } from '../naive-usage.ts';
import { aQuestion, type Make, pointsOf, storeOf } from './ask.ts';

const HOUR = 3_600_000;

export function usagePages(make: Make): void {
  const spread = Array.from({ length: 420 }, (_, i) =>
    anEntry({
      id: `e${i}`,
      time: NEW_YEAR + (i % 7) * HOUR,
      // Three sizes of numbers, so that one window's sum has several parts.
      value: ['1', `1${'0'.repeat(60)}`, '0.00000000000000000001'][i % 3] ?? '',
      customerId: `t-${i % 5}`,
      dimensions: i % 2 ? { plan: 'pro' } : {},
    }),
  );

  it.each([1, 2, 3, 7, 34, 35, 36, 69, 70, 71])(
    'visits every point once and in order, %i at a time',
    async (limit) => {
      const store = await storeOf(make, spread);
      const question = { window: 'HOUR', groupBy: ['plan', 'customerId'], limit } as const;
      const expected = naivePoints(spread, aQuestion(question));
      expect(expected).toHaveLength(70);
      expect(await pointsOf(store, question)).toEqual(expected);
    },
  );

  it('says that there is more only where there is', async () => {
    const store = await storeOf(make, spread);
    const question = aQuestion({ window: 'HOUR', limit: 7 });
    expect(await store.aggregate(question)).not.toHaveProperty('next');
    const page = await store.aggregate({ ...question, limit: 6 });
    expect(page.next).toEqual({ group: [], end: NEW_YEAR + 6 * HOUR });
    expect((await store.aggregate(aQuestion({ limit: 1 }))).next).toBeUndefined();
  });

  it('goes on behind a group whose range is one window', async () => {
    const store = await storeOf(make, spread);
    const points = await pointsOf(store, { groupBy: ['plan'], limit: 1, aggregation: 'COUNT' });
    expect(points.map(({ group, count }) => [...group, count])).toEqual([
      [null, 210],
      ['pro', 210],
    ]);
  });

  it('goes on in a group of sixteen dimensions of odd texts', async () => {
    const names = Array.from({ length: 16 }, (_, i) => `d${i}`);
    const odd = ["it's", '\0', '!', '\u{1f600}'.repeat(20), '\uff01', ''];
    const entries = Array.from({ length: 24 }, (_, i) =>
      anEntry({
        id: `e${i}`,
        dimensions: new Map(names.map((name, at) => [name, odd[(i * (at + 1)) % odd.length] ?? ''])),
      }),
    );
    const store = await storeOf(make, entries);
    const question = { groupBy: [...names, 'customerId'], limit: 2 };
    expect(await pointsOf(store, question)).toEqual(naivePoints(entries, aQuestion(question)));
  });

  it('gives results of megabytes whole', async () => {
    const long = 'l'.repeat(200);
    const entries = Array.from({ length: 6000 }, (_, i) =>
      anEntry({ id: `e${i}`, time: NEW_YEAR + i, value: '1', dimensions: { long: `${long.slice(5)}${i}` } }),
    );
    const store = await storeOf(make, entries);
    const points = await pointsOf(store, { groupBy: ['long'], window: 'DAY' });
    expect(points).toHaveLength(6000);
    expect(new Set(points.map(({ group }) => group[0])).size).toBe(6000);
    const { items, next } = await store.events(aQuestion(), { limit: 6000 });
    expect(next).toBeUndefined();
    expect(items).toEqual(entries);
  });
}
