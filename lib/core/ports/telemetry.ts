import type { RejectionSource } from '../rejection.ts';

/** Where the core says what it did, for those who watch it. Never fails, never waits. */
export interface Telemetry {
  ingested(count: IngestCount): void;
}

/** received = accepted + duplicate + conflict + rejected + failed; what failed comes again and is received again. */
export interface IngestCount {
  readonly source: RejectionSource;
  readonly received: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
  readonly failed: number;
}
