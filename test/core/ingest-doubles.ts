import type { Meter } from '../../lib/core/meter.ts';
import type { IngestCount, Recording } from '../../lib/core/ports/index.ts';
import type { Rejection } from '../../lib/core/rejection.ts';
import type { IngestPorts, SubmittedEvent } from '../../lib/core/submission.ts';
import { keyText, type LedgerEntry, type UsageEventDraft } from '../../lib/core/usage-event.ts';
import { aCustomer } from '../fixtures/customer.ts';
import { aMeter } from '../fixtures/meter.ts';
import { NEW_YEAR, stoppedClock } from '../fixtures/time.ts';

export const LEDGER_FAULT = new Error('the ledger did not answer');
export const SERIES_FAULT = new Error('the series did not answer');
export const PARK_FAULT = new Error('nothing can be parked');

/** What goes wrong: entries with these ids, or everything. */
export interface Faults {
  ledger: Set<string>;
  series: Set<string>;
  park: boolean;
}

/** Stores that fail as told, and remember what they were asked. */
export function failingStores(
  options: {
    meters?: readonly Meter[];
    customers?: readonly string[];
    unknownCustomers?: 'accept' | 'park';
  } = {},
) {
  const faults: Faults = { ledger: new Set(), series: new Set(), park: false };
  const kept = new Map<string, LedgerEntry>();
  const asked = { meters: [] as string[][], customers: [] as string[][] };
  const series: LedgerEntry[][] = [];
  const parked: Rejection[][] = [];
  const counts: IngestCount[] = [];
  const meters = new Map((options.meters ?? [aMeter()]).map((meter) => [meter.id, meter]));
  const customers = new Set(options.customers ?? []);
  const clock = stoppedClock();
  let random = 0;

  const record = (entry: LedgerEntry): Recording => {
    const key = keyText(entry.event);
    if (faults.ledger.has(entry.event.id)) return { outcome: 'failed', cause: LEDGER_FAULT };
    const entryKept = kept.get(key);
    if (entryKept) return { outcome: 'taken', entry: entryKept };
    kept.set(key, entry);
    return { outcome: 'kept' };
  };
  const ports = {
    meters: {
      async findAll(ids: readonly string[]) {
        asked.meters.push([...ids]);
        return new Map(ids.flatMap((id) => [meters.get(id) ?? []].flat().map((meter) => [id, meter])));
      },
    },
    customers: {
      async findAll(ids: readonly string[]) {
        asked.customers.push([...ids]);
        return new Map(ids.filter((id) => customers.has(id)).map((id) => [id, aCustomer({ id })]));
      },
    },
    ledger: {
      async record(entries: readonly LedgerEntry[]) {
        const keys = new Set(entries.map(({ event }) => keyText(event)));
        if (keys.size < entries.length) throw new Error('the keys of one call are to be distinct');
        return entries.map(record);
      },
    },
    usage: {
      async record(entries: readonly LedgerEntry[]) {
        series.push([...entries]);
        return entries.map(({ event }) => (faults.series.has(event.id) ? SERIES_FAULT : undefined));
      },
    },
    rejections: {
      async park(rejections: readonly Rejection[]) {
        if (faults.park) throw PARK_FAULT;
        parked.push([...rejections]);
      },
    },
    clock,
    ids: { random: () => `random-${++random}`, digest: (text: string) => `digest of ${text}` },
    telemetry: { ingested: (count: IngestCount) => counts.push(count) },
    unknownCustomers: options.unknownCustomers ?? 'accept',
  } as unknown as IngestPorts;
  return { ports, faults, kept, asked, series, parked, counts, clock };
}

/** An event as it came in; the original is its draft as JSON. */
export const submitted = (
  draft: UsageEventDraft = {},
  entry?: { id: string; position: number },
  envelopeTime?: number,
): SubmittedEvent => {
  const whole = {
    id: 'evt-1',
    meterId: 'api_calls',
    customerId: 't-1',
    value: '1',
    time: NEW_YEAR,
    ...draft,
  };
  return {
    draft: whole,
    original: () => JSON.stringify(whole),
    ...(entry ? { entry } : {}),
    ...(envelopeTime === undefined ? {} : { envelopeTime }),
  };
};
