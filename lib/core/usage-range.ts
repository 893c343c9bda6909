import type { CustomerId } from './customer.ts';
import type { Instant } from './instant.ts';
import type { MeterId } from './meter.ts';
import { MeteringError } from './metering-error.ts';
import { EARLIEST } from './usage-event.ts';
import { MILLIS } from './window.ts';

/** Which events a caller asks about; what it leaves open is filled in by `resolveRange`. */
export interface UsageFilter {
  readonly meterId: MeterId;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly customerIds?: readonly CustomerId[];
  readonly filters: ReadonlyMap<string, readonly string[]>;
  /** Whether the past of a deleted meter is asked for. */
  readonly deleted: boolean;
}

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** No event lies before the bound of `time` or after this; wider questions would only walk empty years. */
const LATEST_ASKED = Date.UTC(2200, 0, 1);

/** Without `to`: now; without `from`: a day before `to`. Refuses an empty range with `window.empty`. */
export function resolveRange(asked: { from?: Instant; to?: Instant }, now: Instant): Range {
  const to = asked.to ?? now;
  const from = asked.from ?? to - MILLIS.DAY;
  if (from >= to) throw new MeteringError('window.empty', { from, to });
  return { from, to };
}

/**
 * The part of a range that can hold events; never empty, so that stores need no case for it. Of a range that lies
 * outside of history a millisecond is left in which no event can be.
 */
export function withinHistory({ from, to }: Range): Range {
  const start = Math.min(Math.max(from, EARLIEST - 1), LATEST_ASKED - 1);
  return { from: start, to: Math.max(Math.min(to, LATEST_ASKED), start + 1) };
}
