import type { TableSettings } from './table.ts';

const HOUR = 3_600n * 1_000_000_000n;

/** The earliest instants, in nanoseconds, of which the memory store and the table as a whole keep records. */
export interface Retention {
  readonly memoryFrom: bigint;
  readonly from: bigint;
}

/** @param now epoch milliseconds */
export function retention({ RetentionProperties }: TableSettings, now: number): Retention {
  const { MemoryStoreRetentionPeriodInHours: hours, MagneticStoreRetentionPeriodInDays: days } =
    RetentionProperties;
  const memoryFrom = BigInt(now) * 1_000_000n - BigInt(hours) * HOUR;
  return { memoryFrom, from: memoryFrom - 24n * BigInt(days) * HOUR };
}
