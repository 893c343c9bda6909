import type { CustomerId } from './customer.ts';
import { average, type Decimal, decimal, plain, zero } from './decimal.ts';
import type { Instant } from './instant.ts';
import type { Aggregation, Meter, MeterId } from './meter.ts';
import type { WindowSize } from './window.ts';

/** Which events count: those of one meter in [from, to) that every given condition admits. */
export interface UsageSelection {
  readonly meterId: MeterId;
  readonly from: Instant;
  readonly to: Instant;
  /** Any of these; all customers where absent. */
  readonly customerIds?: readonly CustomerId[];
  /** Per dimension any of these texts. An event without the dimension matches none. */
  readonly filters: ReadonlyMap<string, readonly string[]>;
}

/** What a `UsageStore` is asked: tallies per window and group, ordered by group, then by window start. */
export interface UsageQuery extends UsageSelection {
  readonly aggregation: Aggregation;
  readonly window: WindowSize;
  readonly timeZone: string;
  /** `customerId` or names of dimensions; any order, none twice. */
  readonly groupBy: readonly string[];
  readonly limit: number;
  readonly after?: PointCursor;
}

/** The last point of the page before: its group's texts in the order of `groupBy` (null where absent), its window's end. */
export interface PointCursor {
  readonly group: readonly (string | null)[];
  readonly end: Instant;
}

/** What one window of one group holds. `start` and `end` are the whole window's, also at the edge of a range. */
export interface UsagePoint {
  /** The group's texts in the order of `groupBy`; `null` where the events lack the dimension. */
  readonly group: readonly (string | null)[];
  readonly start: Instant;
  readonly end: Instant;
  readonly tally: Tally;
}

/** What a store counted. `count` always; `sum` for SUM and AVG; `value` for MIN, MAX and LATEST; `distinct` for UNIQUE_COUNT. */
export interface Tally {
  readonly count: number;
  readonly sum?: Decimal;
  readonly value?: Decimal;
  readonly distinct?: number;
}

/** The number that a tally stands for under an aggregation, in plain notation. */
export function tallied(aggregation: Aggregation, tally: Tally): string {
  switch (aggregation) {
    case 'SUM':
      return plain(tally.sum ?? zero);
    case 'COUNT':
      return plain(decimal(tally.count));
    case 'AVG':
      return plain(average(tally.sum ?? zero, tally.count));
    case 'UNIQUE_COUNT':
      return plain(decimal(tally.distinct ?? 0));
    case 'MIN':
    case 'MAX':
    case 'LATEST':
      return plain(tally.value ?? zero);
  }
}

/** What `fetchUsage` answers. */
export interface Usage {
  readonly meter: Meter;
  readonly from: Instant;
  readonly to: Instant;
  readonly window: WindowSize;
  readonly timeZone: string;
  readonly series: readonly UsageSeries[];
  readonly nextToken?: string;
}

export interface UsageSeries {
  /** Group keys to texts; a key whose dimension the events lack is absent. */
  readonly group: ReadonlyMap<string, string>;
  readonly points: readonly { readonly start: Instant; readonly end: Instant; readonly value: string }[];
}
