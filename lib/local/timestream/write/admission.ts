import { retention } from '../catalog/retention.ts';
import type { Table } from '../catalog/table.ts';
import { type Point, recordBytes, seriesBytes } from './point.ts';

const MAX_BYTES = 2048;
const FUTURE = 15n * 60n * 1_000_000_000n;

/** The instants that a table takes at one moment, in nanoseconds, both ends included. */
export interface IngestionWindow {
  readonly memoryFrom: bigint;
  readonly from: bigint;
  readonly to: bigint;
  readonly store: string;
}

/**
 * @param now epoch milliseconds, as the next
 * @param latest the latest time the endpoint has met
 */
export function ingestionWindow({ settings }: Table, now: number, latest: number): IngestionWindow {
  const { memoryFrom, from } = retention(settings, now);
  const to = BigInt(latest) * 1_000_000n + FUTURE;
  return settings.MagneticStoreWriteProperties.EnableMagneticStoreWrites
    ? { memoryFrom, from, to, store: 'data ingestion window' }
    : { memoryFrom, from: memoryFrom, to, store: 'memory store' };
}

/** Why the service would not take a well-formed record, whatever is stored already. */
export function refusalOf(point: Point, { settings }: Table, window: IngestionWindow): string | undefined {
  if (point.time < window.from || point.time > window.to) {
    const range = `[${iso(window.from)}, ${iso(window.to)}]`;
    return `The record timestamp is outside the time range ${range} of the ${window.store}.`;
  }
  if (seriesBytes(point) > MAX_BYTES)
    return `The dimension names and values of the record exceed ${MAX_BYTES} bytes.`;
  if (recordBytes(point) > MAX_BYTES) return `The record exceeds ${MAX_BYTES} bytes.`;
  for (const { Name, EnforcementInRecord } of settings.Schema.CompositePartitionKey) {
    if (EnforcementInRecord === 'REQUIRED' && !point.dimensions.some(([name]) => name === Name))
      return `The record lacks the dimension ${Name}, the required partition key of the table.`;
  }
  return undefined;
}

function iso(nanoseconds: bigint): string {
  const date = new Date(Number(nanoseconds / 1_000_000n));
  return Number.isNaN(date.getTime()) ? `${nanoseconds} ns` : date.toISOString();
}
