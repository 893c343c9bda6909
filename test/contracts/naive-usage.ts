import { add, decimal, plain } from '../../lib/core/decimal.ts';
import type { LedgerEntry } from '../../lib/core/usage-event.ts';
import type { UsagePoint, UsageQuery, UsageSelection } from '../../lib/core/usage-query.ts';
import { windowAt } from '../../lib/core/window.ts';

/** A point with its numbers in plain notation, so that points compare. */
export interface PlainPoint {
  readonly group: readonly (string | null)[];
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly sum?: string;
  readonly value?: string;
  readonly distinct?: number;
}

export function plainPoint({ group, start, end, tally }: UsagePoint): PlainPoint {
  const { count, sum, value, distinct } = tally;
  return {
    group,
    start,
    end,
    count,
    ...(sum === undefined ? {} : { sum: plain(sum) }),
    ...(value === undefined ? {} : { value: plain(value) }),
    ...(distinct === undefined ? {} : { distinct }),
  };
}

/** The events of a selection, in no order. */
export const naiveSelection = (
  entries: readonly LedgerEntry[],
  { meterId, from, to, customerIds, filters }: UsageSelection,
): LedgerEntry[] =>
  entries.filter(
    ({ event }) =>
      event.meterId === meterId &&
      event.time >= from &&
      event.time < to &&
      (customerIds?.includes(event.customerId) ?? true) &&
      [...filters].every(([name, texts]) => texts.includes(event.dimensions.get(name) as string)),
  );

/** All points of a query, limit and cursor aside, by walking over every event: slow, short and plainly right. */
export function naivePoints(entries: readonly LedgerEntry[], query: UsageQuery): PlainPoint[] {
  const { window, timeZone, groupBy, from, to } = query;
  const points = new Map<string, { point: Omit<PlainPoint, 'count'>; events: LedgerEntry[] }>();
  for (const entry of naiveSelection(entries, query)) {
    if (entry.cancelledAt !== undefined) continue;
    const { event } = entry;
    const group = groupBy.map((key) =>
      key === 'customerId' ? event.customerId : (event.dimensions.get(key) ?? null),
    );
    const { start, end } =
      window === 'NONE' ? { start: from, end: to } : windowAt(window, timeZone, event.time);
    const key = JSON.stringify([group, start]);
    const held = points.get(key) ?? { point: { group, start, end }, events: [] };
    held.events.push(entry);
    points.set(key, held);
  }
  return [...points.values()]
    .map(({ point, events }) => ({ ...point, ...naiveTally(query, events) }))
    .sort((a, b) => compareGroups(a.group, b.group) || a.start - b.start);
}

function naiveTally({ aggregation }: UsageQuery, entries: readonly LedgerEntry[]) {
  const count = entries.length;
  const values = entries.map(({ event }) => event.value ?? '');
  switch (aggregation) {
    case 'COUNT':
      return { count };
    case 'SUM':
    case 'AVG':
      return { count, sum: plain(values.map(decimal).reduce(add)) };
    case 'UNIQUE_COUNT':
      return { count, distinct: new Set(values).size };
    case 'MIN':
    case 'MAX': {
      const sorted = values.map(decimal).sort((a, b) => a.comparedTo(b));
      const value = aggregation === 'MIN' ? sorted[0] : sorted.at(-1);
      return { count, ...(value ? { value: plain(value) } : {}) };
    }
    case 'LATEST': {
      const last = [...entries].sort(byTime).at(-1);
      return { count, value: plain(decimal(last?.event.value ?? '')) };
    }
  }
}

/** By time, then id, then customer, texts by code units. */
export const byTime = ({ event: a }: LedgerEntry, { event: b }: LedgerEntry): number =>
  a.time - b.time || compare(a.id, b.id) || compare(a.customerId, b.customerId);

function compareGroups(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [i, text] of a.entries()) {
    const other = b[i] ?? null;
    if (text === other) continue;
    if (text === null) return -1;
    return other === null ? 1 : compare(text, other);
  }
  return 0;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
