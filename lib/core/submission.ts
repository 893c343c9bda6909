import type { EventRefusalCode } from './event-refusal.ts';
import type { Ports } from './ports/index.ts';
import type { RejectionSource } from './rejection.ts';
import type { UsageEventDraft } from './usage-event.ts';

/** One event as it came in. */
export interface SubmittedEvent {
  readonly draft: UsageEventDraft;
  /** The original as JSON text, asked for only when it is parked. */
  readonly original: () => string;
  /** The delivery it came in, and its place there; parked with it, and its id where it has neither id nor time. */
  readonly entry?: { readonly id: string; readonly position: number };
  /** The time of its envelope, which stands in for its own. */
  readonly envelopeTime?: number;
}

export interface Submission {
  readonly events: readonly SubmittedEvent[];
  readonly source: RejectionSource;
  /** Whether refused events are parked: yes where nobody waits for the verdict. */
  readonly park: boolean;
}

/** What became of one event. `failed` is a fault of ours, not of the event: send it again. */
export type Verdict =
  | { readonly status: 'accepted' | 'duplicate'; readonly id: string }
  | {
      readonly status: 'conflict' | 'rejected';
      readonly id?: string;
      readonly code: EventRefusalCode;
      readonly message: string;
    }
  | { readonly status: 'failed'; readonly cause: unknown };

/** What taking usage events asks of the world. */
export type IngestPorts = Pick<
  Ports,
  | 'meters'
  | 'customers'
  | 'ledger'
  | 'usage'
  | 'rejections'
  | 'clock'
  | 'ids'
  | 'telemetry'
  | 'unknownCustomers'
>;
