import { expect, it } from 'vitest';
import { ODD_TEXTS } from '../../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry, manyEntries } from '../../fixtures/usage.ts';
import { aQuestion, type Make, pointsOf, recordAll, storeOf } from './ask.ts';

const everything = { limit: 1000 } as const;

export function usageRecording(make: Make): void {
  it('answers questions before anything was recorded', async () => {
    const store = await make();
    expect(await pointsOf(store)).toEqual([]);
    expect(await pointsOf(store, { aggregation: 'COUNT' })).toEqual([]);
    expect(await store.events(aQuestion(), everything)).toEqual({ items: [] });
    expect(await store.locate('api_calls', ['evt-1'])).toEqual([]);
    expect(await store.record([])).toEqual([]);
  });

  it('counts an entry once, however often it is told', async () => {
    const store = await storeOf(make, [anEntry({ value: '2' })]);
    await recordAll(store, [anEntry({ value: '2' }), anEntry({ id: 'evt-2', value: '3' })]);
    await recordAll(store, [anEntry({ value: '2' })]);
    expect(await pointsOf(store)).toMatchObject([{ count: 2, sum: '5' }]);
  });

  it('takes a cancelled entry out of every tally and keeps it in the list', async () => {
    const entries = manyEntries(3);
    const store = await storeOf(make, entries);
    const cancelled = { ...anEntry(entries[1]?.event), cancelledAt: NEW_YEAR + 5000 };
    await recordAll(store, [cancelled]);
    expect(await pointsOf(store)).toMatchObject([{ count: 2, sum: '2' }]);
    expect(await pointsOf(store, { aggregation: 'MAX' })).toMatchObject([{ count: 2, value: '2' }]);
    const { items } = await store.events(aQuestion(), everything);
    expect(items).toEqual([entries[0], cancelled, entries[2]]);
  });

  it('does not revive a cancelled entry by an earlier state of it', async () => {
    const cancelled = anEntry({}, { cancelledAt: NEW_YEAR + 5000 });
    const store = await storeOf(make, [cancelled]);
    await recordAll(store, [anEntry()]);
    await recordAll(store, [cancelled, anEntry({ id: 'other' })]);
    await recordAll(store, [anEntry()]);
    expect(await pointsOf(store)).toMatchObject([{ count: 1 }]);
    expect((await store.events(aQuestion(), everything)).items).toContainEqual(cancelled);
  });

  it('leaves a window out when all of it was cancelled', async () => {
    const store = await storeOf(make, [anEntry({}, { cancelledAt: NEW_YEAR })]);
    expect(await pointsOf(store, { aggregation: 'COUNT' })).toEqual([]);
    expect(await pointsOf(store, { window: 'DAY' })).toEqual([]);
  });

  it('tells apart what only looks alike', async () => {
    const entries = [
      anEntry({ customerId: 'a-b', id: 'c' }),
      anEntry({ customerId: 'a', id: 'b-c' }),
      anEntry({ customerId: 'a', id: 'b","c' }),
      anEntry({ customerId: 'a","b', id: 'c' }),
      anEntry({ customerId: 'A', id: 'b-c' }),
      anEntry({ customerId: 'a', id: 'b-c ' }),
      anEntry({ meterId: 'other', customerId: 'a', id: 'b-c' }),
    ];
    const store = await storeOf(make, entries);
    expect(await pointsOf(store)).toMatchObject([{ count: 6 }]);
    expect(await pointsOf(store, { meterId: 'other' })).toMatchObject([{ count: 1 }]);
  });

  it('gives odd texts back as they were', async () => {
    const entries = ODD_TEXTS.map((text, i) =>
      anEntry({
        id: text,
        customerId: text,
        value: text,
        time: NEW_YEAR + i,
        dimensions: new Map([[text, text]]),
      }),
    );
    const store = await storeOf(make, entries);
    expect((await store.events(aQuestion(), everything)).items).toEqual(entries);
  });

  it('gives an event without value and without dimensions back as it was', async () => {
    const entry = anEntry({ value: undefined, dimensions: {} });
    const store = await storeOf(make, [entry]);
    expect((await store.events(aQuestion(), everything)).items).toEqual([entry]);
    expect(await pointsOf(store, { aggregation: 'COUNT' })).toMatchObject([{ count: 1 }]);
  });

  it('takes more entries than any one call of a service does', async () => {
    const store = await storeOf(make, manyEntries(1234));
    expect(await pointsOf(store)).toMatchObject([{ count: 1234, sum: String((1233 * 1234) / 2) }]);
  });

  it('takes the largest events that there can be', async () => {
    const dimensions = new Map(
      Array.from({ length: 100 }, (_, i) => [`\u0001${i}`.padEnd(10, '\u0002'), 'ü'.repeat(5)]),
    );
    const wide = (id: string, parts = {}) =>
      anEntry({ id: id.padEnd(256, '\uff01'), customerId: 'ｔ'.repeat(256), dimensions, ...parts });
    const texts = [wide('a', { value: '値'.repeat(512) }), wide('b', { value: '値'.repeat(511) })];
    const numbers = [
      wide('a', { meterId: 'sums', value: '0.1' }),
      wide('b', { meterId: 'sums', value: '99' }),
      anEntry({ meterId: 'sums', id: 'c', value: '-5', dimensions: new Map([...dimensions].slice(0, 1)) }),
    ];
    const store = await storeOf(make, [...texts, ...numbers]);
    await recordAll(store, [wide('b', { meterId: 'sums', value: '99' })]);
    expect((await store.events(aQuestion(), everything)).items).toEqual(texts);
    expect(await pointsOf(store, { aggregation: 'UNIQUE_COUNT' })).toMatchObject([{ count: 2, distinct: 2 }]);
    const [[name = '', text = ''] = []] = dimensions;
    const sums = { meterId: 'sums', filters: new Map([[name, [text]]]), groupBy: [name] };
    expect(await pointsOf(store, sums)).toMatchObject([{ group: [text], count: 3, sum: '94.1' }]);
    expect(await pointsOf(store, { ...sums, aggregation: 'LATEST' })).toMatchObject([{ value: '-5' }]);
    expect(await store.locate('sums', [wide('a').event.id])).toHaveLength(1);

    await recordAll(store, [{ ...wide('b', { meterId: 'sums', value: '99' }), cancelledAt: NEW_YEAR + 9 }]);
    await recordAll(store, [wide('b', { meterId: 'sums', value: '99' })]);
    expect(await pointsOf(store, sums)).toMatchObject([{ count: 2, sum: '-4.9' }]);
  });
}
