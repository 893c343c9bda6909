import type { EventRefusalCode } from './event-refusal.ts';
import type { Instant } from './instant.ts';

export type RejectionSource = 'eventbridge' | 'http' | 'amberflo' | 'abacus' | 'amp';

/** An event that could not be processed, kept whole until somebody mends or dismisses it. */
export interface Rejection {
  /** The same event of the same delivery has the same id, so that a redelivery parks it once. */
  readonly id: string;
  /** Which verb refused it, and so which one a resubmission goes to. */
  readonly verb: 'ingest' | 'onboard' | 'offboard';
  readonly code: EventRefusalCode;
  readonly message: string;
  readonly receivedAt: Instant;
  readonly source: RejectionSource;
  /** The original, as JSON text: nothing of it is reread, rounded or reordered. */
  readonly event: string;
  readonly meterId?: string;
  readonly customerId?: string;
  /** The delivery it came in, and its place there. */
  readonly entry?: { readonly id: string; readonly position: number };
  /** The envelope's time, which a resubmission of an event without a time still takes. */
  readonly envelopeTime?: Instant;
}
