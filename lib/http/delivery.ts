import type { Instant } from '../core/instant.ts';

/** An event of the bus, stripped of how it came. */
export interface Delivery {
  /** The envelope's id: the same on each redelivery. */
  readonly id: string;
  /** The envelope's time. */
  readonly time?: Instant;
  readonly detail: unknown;
  /** Why this is no event at all, where it is none. */
  readonly malformed?: string;
}
