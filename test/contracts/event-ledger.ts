import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventLedger } from '../../lib/core/ports/index.ts';
import { type EventKey, keyText, type LedgerEntry } from '../../lib/core/usage-event.ts';
import { anyText, ODD_TEXTS } from '../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../fixtures/time.ts';
import { anEntry, keyOf, manyEntries, someUsage } from '../fixtures/usage.ts';

const kept = { outcome: 'kept' } as const;
const LATER = NEW_YEAR + 60_000;

/** What every EventLedger keeps to. `make` gives an empty one each time. */
export function eventLedgerContract(make: () => Promise<EventLedger>): void {
  /** The entry as the ledger holds it, read by trying to record its key again. */
  const held = async (ledger: EventLedger, key: EventKey): Promise<LedgerEntry> => {
    const [again] = await ledger.record([anEntry({ ...key, value: 'another' })]);
    if (again?.outcome !== 'taken') throw new Error(`${keyText(key)} is not held: ${again?.outcome}`);
    return again.entry;
  };

  it('keeps an entry once and says what it holds when the key comes again', async () => {
    const ledger = await make();
    const entry = anEntry();
    expect(await ledger.record([entry])).toEqual([kept]);
    expect(await ledger.record([entry])).toEqual([{ outcome: 'taken', entry }]);
    const other = anEntry({ value: '99', time: NEW_YEAR + 1, dimensions: {} }, { receivedAt: LATER });
    expect(await ledger.record([other])).toEqual([{ outcome: 'taken', entry }]);
  });

  it('answers nothing for nothing', async () => {
    const ledger = await make();
    expect(await ledger.record([])).toEqual([]);
    expect(await ledger.cancel([], LATER)).toEqual([]);
  });

  it('keeps an event as it is: without a value, without dimensions, with empty ones', async () => {
    const ledger = await make();
    const entries = [
      anEntry({ id: 'counted', value: undefined }),
      anEntry({ id: 'no dimensions', dimensions: {} }),
      anEntry({ id: 'empty', dimensions: { region: '' } }),
      anEntry({ id: 'many', dimensions: { b: '1', a: '2', '10': 'x', '9': 'y' } }),
    ];
    await ledger.record(entries);
    const again = await ledger.record(entries);
    expect(again).toStrictEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
    const many = again[3];
    if (many?.outcome !== 'taken') throw new Error('not taken');
    expect([...many.entry.event.dimensions.keys()]).toEqual(['10', '9', 'a', 'b']);
  });

  it.each([
    '12345678901234567890123456789012345678',
    '0.00000000000000000000000000000000000001',
    '-99999999999999999999999999999999999999',
    `1${'0'.repeat(100)}`,
    '9007199254740993',
  ])('keeps every digit of %s', async (value) => {
    const ledger = await make();
    await ledger.record([anEntry({ value })]);
    expect((await held(ledger, someUsage())).event.value).toBe(value);
  });

  it('keeps odd texts as they are, in customers, ids, values and dimensions', async () => {
    const ledger = await make();
    const entries = ODD_TEXTS.map((text) =>
      anEntry({
        customerId: text,
        id: text,
        value: text,
        dimensions: Object.fromEntries([
          [text, text],
          [`other ${text}`, ''],
        ]),
      }),
    );
    expect(await ledger.record(entries)).toEqual(entries.map(() => kept));
    expect(await ledger.record(entries)).toEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
  });

  it('keeps the longest ids and 2 KB of dimensions', async () => {
    const ledger = await make();
    const long = ['x', 'é', '\uFFFD', '\u{1F600}', '\0'].map((c) => c.repeat(256 / c.length));
    const dimensions = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`d${i}`, '\u0001'.repeat(200)]),
    );
    const entries = long.map((text) =>
      anEntry({ meterId: `m${'x'.repeat(63)}`, customerId: text, id: text, value: text + text, dimensions }),
    );
    expect(await ledger.record(entries)).toEqual(entries.map(() => kept));
    expect(await ledger.record(entries)).toEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
  });

  it('tells keys apart whose parts join to the same text', async () => {
    const ledger = await make();
    const parts = [
      ['a', 'b#c', 'd'],
      ['a', 'b', 'c#d'],
      ['a', '#b', 'cd'],
      ['a', 'b#', 'cd'],
      ['a-b', 'c', 'd'],
      ['a', 'b-c', 'd'],
      ['a.b', 'c', 'd'],
      ['a', '"b","c"', 'd'],
      ['a', 'b', '","d'],
      ['A', 'b', 'c#d'],
      ['a', 'B', 'c#d'],
      ['a', 'b ', 'c#d'],
    ] as const;
    const entries = parts.map(([meterId, customerId, id], i) =>
      anEntry({ meterId, customerId, id, value: String(i) }),
    );
    expect(await ledger.record(entries)).toEqual(entries.map(() => kept));
    expect(await ledger.record(entries)).toEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
  });

  it('keeps exactly one of 50 simultaneous records of one event', async () => {
    const ledger = await make();
    const entries = Array.from({ length: 50 }, (_, i) => anEntry({ value: String(i) }));
    const answers = (await Promise.all(entries.map((entry) => ledger.record([entry])))).flat();
    const winner = answers.findIndex(({ outcome }) => outcome === 'kept');
    expect(answers.filter(({ outcome }) => outcome === 'kept')).toHaveLength(1);
    answers.forEach((answer, i) => {
      expect(answer).toEqual(i === winner ? kept : { outcome: 'taken', entry: entries[winner] });
    });
  });

  it('keeps exactly one of many simultaneous records of one and the same entry', async () => {
    const ledger = await make();
    const entry = anEntry();
    const answers = (await Promise.all(Array.from({ length: 50 }, () => ledger.record([entry])))).flat();
    expect(answers.filter(({ outcome }) => outcome === 'kept')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'taken')).toHaveLength(49);
  });

  it('keeps 1,000 distinct entries of one call', async () => {
    const ledger = await make();
    const entries = manyEntries(1000);
    expect(await ledger.record(entries)).toEqual(entries.map(() => kept));
    expect(await ledger.record(entries)).toEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
  });

  it('answers new and taken entries of one call in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 120 }), async (takenAt) => {
        const ledger = await make();
        const entries = manyEntries(takenAt.length);
        await ledger.record(entries.filter((_, i) => takenAt[i]));
        expect(await ledger.record(entries)).toEqual(
          entries.map((entry, i) => (takenAt[i] ? { outcome: 'taken', entry } : kept)),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('holds what was recorded, whatever the texts', async () => {
    const entry = fc
      .record({
        meterId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/),
        customerId: anyText(256),
        id: anyText(256),
        value: fc.option(anyText(100), { nil: undefined }),
        time: fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) }),
        dimensions: fc.dictionary(anyText(40), anyText(100), { maxKeys: 8 }),
      })
      .map((parts) => anEntry(parts));
    const entries = fc.uniqueArray(entry, { selector: ({ event }) => keyText(event), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        const ledger = await make();
        expect(await ledger.record(all)).toEqual(all.map(() => kept));
        expect(await ledger.record(all)).toEqual(all.map((entry) => ({ outcome: 'taken', entry })));
      }),
      { numRuns: 20 },
    );
  });

  it('cancels an entry once, and says when that was', async () => {
    const ledger = await make();
    const entry = anEntry();
    await ledger.record([entry]);
    const cancelled = { ...entry, cancelledAt: LATER };
    expect(await ledger.cancel([keyOf(entry)], LATER)).toEqual([{ outcome: 'cancelled', entry: cancelled }]);
    expect(await ledger.cancel([keyOf(entry)], LATER + 1)).toEqual([
      { outcome: 'already-cancelled', entry: cancelled },
    ]);
    expect(await held(ledger, entry.event)).toEqual(cancelled);
  });

  it('does not revive a cancelled entry that is sent again', async () => {
    const ledger = await make();
    const entry = anEntry();
    await ledger.record([entry]);
    await ledger.cancel([keyOf(entry)], LATER);
    expect(await ledger.record([entry])).toEqual([
      { outcome: 'taken', entry: { ...entry, cancelledAt: LATER } },
    ]);
  });

  it('cancels nothing that it does not hold, and keeps it free', async () => {
    const ledger = await make();
    const long = { ...someUsage(), id: 'x'.repeat(5000) };
    expect(await ledger.cancel([someUsage(), { ...someUsage(), id: '' }, long], LATER)).toEqual(
      Array.from({ length: 3 }, () => ({ outcome: 'not-found' })),
    );
    expect(await ledger.record([anEntry()])).toEqual([kept]);
  });

  it('answers cancelled, already cancelled and unknown keys of one call in their order', async () => {
    const ledger = await make();
    const entries = manyEntries(60);
    await ledger.record(entries.filter((_, i) => i % 3 !== 0));
    await ledger.cancel(entries.filter((_, i) => i % 3 === 1).map(keyOf), LATER);
    const answers = await ledger.cancel(entries.map(keyOf), LATER + 1);
    expect(answers).toEqual(
      entries.map((entry, i) => {
        if (i % 3 === 0) return { outcome: 'not-found' };
        return i % 3 === 1
          ? { outcome: 'already-cancelled', entry: { ...entry, cancelledAt: LATER } }
          : { outcome: 'cancelled', entry: { ...entry, cancelledAt: LATER + 1 } };
      }),
    );
  });

  it('lets one of many simultaneous cancels win', async () => {
    const ledger = await make();
    await ledger.record([anEntry()]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ledger.cancel([someUsage()], LATER + i)),
    );
    const winner = answers.findIndex(([answer]) => answer?.outcome === 'cancelled');
    const entry = { ...anEntry(), cancelledAt: LATER + winner };
    answers.flat().forEach((answer, i) => {
      expect(answer).toEqual({ outcome: i === winner ? 'cancelled' : 'already-cancelled', entry });
    });
  });

  it('leaves the neighbours of an entry whose key nobody could hold', async () => {
    const ledger = await make();
    const [first, , third] = manyEntries(3) as [LedgerEntry, LedgerEntry, LedgerEntry];
    const answers = await ledger.record([
      first,
      anEntry({ id: 'x'.repeat(5000) }),
      anEntry({ id: '' }),
      third,
    ]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['kept', 'failed', 'failed', 'kept']);
  });
}
