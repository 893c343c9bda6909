import { expect, it } from 'vitest';
import type { EventCursor, UsageStore } from '../../../lib/core/ports/usage-store.ts';
import type { LedgerEntry } from '../../../lib/core/usage-event.ts';
import type { UsageSelection } from '../../../lib/core/usage-query.ts';
import { ODD_TEXTS } from '../../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry, keyOf, manyEntries } from '../../fixtures/usage.ts';
import { byTime, naiveSelection } from '../naive-usage.ts';
import { aQuestion, type Make, storeOf } from './ask.ts';

async function allOf(store: UsageStore, selection: UsageSelection, limit: number): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  let after: EventCursor | undefined;
  do {
    const page = await store.events(selection, { limit, ...(after ? { after } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    after = page.next && JSON.parse(JSON.stringify(page.next));
  } while (after);
  return all;
}

export function usageEvents(make: Make): void {
  const entries = ['\u{1f600}', '\uff01', 'a', 'a b', 'a!', "it's"].flatMap((id) =>
    ['t-1', '\u{1f600}', '\uff01'].flatMap((customerId) =>
      [0, 1].map((later) =>
        anEntry(
          { id: `${id}${later ? ' later' : ''}`, customerId, time: NEW_YEAR + later, value: '1' },
          later && id === 'a' ? { cancelledAt: NEW_YEAR + 9 } : {},
        ),
      ),
    ),
  );

  it.each([1, 2, 5, 36, 100])('lists events by time, id and customer, %i at a time', async (limit) => {
    const store = await storeOf(make, entries);
    expect(await allOf(store, aQuestion(), limit)).toEqual([...entries].sort(byTime));
  });

  it('lists what a selection admits', async () => {
    const all = manyEntries(20).map(({ event, receivedAt }, i) =>
      anEntry(
        { ...event, customerId: `t-${i % 3}`, dimensions: i % 2 ? { region: 'eu' } : {} },
        { receivedAt },
      ),
    );
    const store = await storeOf(make, all);
    const selection = aQuestion({
      from: NEW_YEAR + 2000,
      to: NEW_YEAR + 15_000,
      customerIds: ['t-0', 't-1'],
      filters: new Map([['region', ['eu', 'us']]]),
    });
    const expected = naiveSelection(all, selection);
    expect(expected.length).toBeGreaterThan(2);
    expect(await allOf(store, selection, 2)).toEqual(expected);
  });

  it('finds the keys of ids, whoever has them', async () => {
    const all = [
      anEntry({ id: 'a', time: Date.UTC(2001, 1, 1) }),
      anEntry({ id: 'a', customerId: 't-2' }, { cancelledAt: NEW_YEAR }),
      anEntry({ id: 'a', meterId: 'other' }),
      anEntry({ id: 'b' }),
      ...ODD_TEXTS.map((id) => anEntry({ id, customerId: id })),
    ];
    const store = await storeOf(make, all);
    const found = async (...ids: string[]) =>
      new Set((await store.locate('api_calls', ids)).map((key) => JSON.stringify(key)));
    const keys = (...of: (LedgerEntry | undefined)[]) =>
      new Set(of.map((entry) => JSON.stringify(entry && keyOf(entry))));
    expect(await found('a')).toEqual(keys(all[0], all[1]));
    expect(await found('b', 'missing', '\ud800', 'x'.repeat(100_000))).toEqual(keys(all[3]));
    expect(await found(...ODD_TEXTS)).toEqual(keys(...all.slice(4)));
    expect(await found()).toEqual(new Set());
  });

  it('finds a thousand ids of any length, each once', async () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `${i}`.padEnd(256, "'\uff01"));
    const store = await storeOf(
      make,
      ids.slice(0, 3).map((id) => anEntry({ id })),
    );
    const keys = await store.locate('api_calls', [...ids, ...ids.slice(0, 500)].slice(0, 1000));
    expect(keys.map(({ id }) => id).sort()).toEqual(ids.slice(0, 3).sort());
  });
}
