import type { Instant } from '../instant.ts';
import type { MeterId } from '../meter.ts';
import type { Page } from '../page.ts';
import type { EventKey, LedgerEntry } from '../usage-event.ts';
import type { PointCursor, UsagePoint, UsageQuery, UsageSelection } from '../usage-query.ts';

/**
 * The series that answers queries, always behind the ledger: it takes what the ledger holds and may be told the same
 * thing any number of times, in any order. Every adapter passes `test/contracts/usage-store.ts`.
 */
export interface UsageStore {
  /**
   * Takes entries as the ledger holds them, cancelled ones too; a cancelled entry is never revived by an earlier state
   * of itself. Answers in order: `undefined`, or why that entry is not known to be stored (a retry is safe).
   * The keys of one call are distinct.
   */
  record(entries: readonly LedgerEntry[]): Promise<readonly (Error | undefined)[]>;
  /**
   * Tallies of events that are not cancelled, ordered by group (absent before present, then by text), then by window
   * start. Windows without events are absent. At most `limit` points; `next` where there are more.
   */
  aggregate(query: UsageQuery): Promise<Page<UsagePoint, PointCursor>>;
  /** The events of a selection, cancelled ones too, by time, then id, then customer, after `after`. */
  events(
    selection: UsageSelection,
    page: { limit: number; after?: EventCursor },
  ): Promise<Page<LedgerEntry, EventCursor>>;
  /** The keys under which a meter knows these ids, whatever the customer. At most 1,000 ids. */
  locate(meterId: MeterId, ids: readonly string[]): Promise<readonly EventKey[]>;
}

export interface EventCursor {
  readonly time: Instant;
  readonly id: string;
  readonly customerId: string;
}
