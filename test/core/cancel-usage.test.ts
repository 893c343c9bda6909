import { describe, expect, it } from 'vitest';
import { cancelUsage } from '../../lib/core/cancel-usage.ts';
import type { EventCursor, EventLedger, UsageStore } from '../../lib/core/ports/index.ts';
import { keyText, type LedgerEntry } from '../../lib/core/usage-event.ts';
import { aMeter } from '../fixtures/meter.ts';
import { NEW_YEAR } from '../fixtures/time.ts';
import { anEntry } from '../fixtures/usage.ts';

/** A series and a ledger of one list of events, in pages as they are asked for. */
function kept(count: number) {
  const entries = Array.from({ length: count }, (_, i): LedgerEntry => {
    const entry = anEntry();
    return { ...entry, event: { ...entry.event, id: String(i).padStart(6, '0'), time: NEW_YEAR + i } };
  });
  const places = new Map(entries.map(({ event }, i) => [keyText(event), i]));
  let asked = 0;
  const usage: Pick<UsageStore, 'events' | 'record'> = {
    events: async (_, { limit, after }) => {
      const from = after ? after.time - NEW_YEAR + 1 : 0;
      const items = entries.slice(from, from + limit);
      const last = items.at(-1)?.event;
      const next: EventCursor | undefined = last && {
        time: last.time,
        id: last.id,
        customerId: last.customerId,
      };
      return next && from + limit < count ? { items, next } : { items };
    },
    record: async (changed) => {
      for (const entry of changed) entries[places.get(keyText(entry.event)) ?? -1] = entry;
      return changed.map(() => undefined);
    },
  };
  const ledger: Pick<EventLedger, 'cancel'> = {
    cancel: async (keys, at) => {
      asked += keys.length;
      return keys.map((key) => {
        const entry = entries[places.get(keyText(key)) ?? -1] as LedgerEntry;
        return { outcome: 'cancelled', entry: { ...entry, cancelledAt: at } };
      });
    },
  };
  const cancel = cancelUsage({
    usage: usage as UsageStore,
    ledger: ledger as EventLedger,
    meters: { find: async () => aMeter() } as never,
    clock: { now: () => NEW_YEAR },
  });
  const range = { meterId: aMeter().id, from: NEW_YEAR, to: NEW_YEAR + count, filters: new Map() };
  return { cancel: () => cancel(range), asked: () => asked };
}

describe('cancelling a range', () => {
  it('asks the ledger once for each event, however often it is asked itself', async () => {
    const { cancel, asked } = kept(2500);
    expect(await cancel()).toEqual({ cancelled: 2500, alreadyCancelled: 0, notFound: [] });
    expect(await cancel()).toEqual({ cancelled: 0, alreadyCancelled: 2500, notFound: [] });
    expect(asked()).toBe(2500);
  });

  it('too large for one request goes on where it stopped', async () => {
    const { cancel, asked } = kept(25_000);
    const unfinished = { code: 'cancel.unfinished', details: { cancelled: 10_000, retryAfterSeconds: 1 } };
    await expect(cancel()).rejects.toMatchObject(unfinished);
    await expect(cancel()).rejects.toMatchObject(unfinished);
    expect(await cancel()).toEqual({ cancelled: 5000, alreadyCancelled: 20_000, notFound: [] });
    expect(asked()).toBe(25_000);
  });
});
