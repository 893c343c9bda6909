import { expect } from 'vitest';
import type { UsageStore } from '../../../lib/core/ports/usage-store.ts';
import type { LedgerEntry } from '../../../lib/core/usage-event.ts';
import type { UsageQuery } from '../../../lib/core/usage-query.ts';
import { type PlainPoint, plainPoint } from '../naive-usage.ts';

export type Make = () => Promise<UsageStore>;

/** A question about all usage of the fixtures' meter, as one number; name what matters to the test. */
export const aQuestion = (parts: Partial<UsageQuery> = {}): UsageQuery => ({
  meterId: 'api_calls',
  from: Date.UTC(2000, 0, 1),
  to: Date.UTC(2027, 0, 1),
  filters: new Map(),
  aggregation: 'SUM',
  window: 'NONE',
  timeZone: 'UTC',
  groupBy: [],
  limit: 10_000,
  ...parts,
});

/** An empty store that took the entries. */
export async function storeOf(make: Make, entries: readonly LedgerEntry[]): Promise<UsageStore> {
  const store = await make();
  await recordAll(store, entries);
  return store;
}

export async function recordAll(store: UsageStore, entries: readonly LedgerEntry[]): Promise<void> {
  expect(await store.record(entries)).toEqual(entries.map(() => undefined));
}

/** All points of a question, page after page. */
export async function pointsOf(store: UsageStore, parts: Partial<UsageQuery> = {}): Promise<PlainPoint[]> {
  const question = aQuestion(parts);
  const points: PlainPoint[] = [];
  let after = question.after;
  do {
    const page = await store.aggregate({ ...question, ...(after ? { after } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(question.limit);
    points.push(...page.items.map(plainPoint));
    // Cursors travel as JSON.
    after = page.next && JSON.parse(JSON.stringify(page.next));
  } while (after);
  return points;
}
