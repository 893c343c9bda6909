import type { Instant } from '../instant.ts';
import type { EventKey, LedgerEntry } from '../usage-event.ts';

/**
 * The one place that decides whether an event counts: put-if-absent by (meterId, customerId, id). Everything behind
 * it can be rebuilt from it. Every adapter passes `test/contracts/event-ledger.ts`.
 */
export interface EventLedger {
  /**
   * Keeps each entry unless its key is taken. Answers in order, one each; the call itself never fails for one entry's sake.
   * The keys of one call are distinct. When `kept` is answered, the entry is durable.
   */
  record(entries: readonly LedgerEntry[]): Promise<readonly Recording[]>;
  /** Marks entries cancelled, once. Answers in order. The keys of one call are distinct. */
  cancel(keys: readonly EventKey[], at: Instant): Promise<readonly Cancellation[]>;
}

export type Recording =
  | { readonly outcome: 'kept' }
  /** Taken: `entry` is what the ledger holds, whatever the repeat said. */
  | { readonly outcome: 'taken'; readonly entry: LedgerEntry }
  /** Not known to be kept, after retries; sending it again is safe. */
  | { readonly outcome: 'failed'; readonly cause: unknown };

export type Cancellation =
  | { readonly outcome: 'cancelled' | 'already-cancelled'; readonly entry: LedgerEntry }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'failed'; readonly cause: unknown };
