import { meterWithPast } from './fetch-meter.ts';
import type { Instant } from './instant.ts';
import type { MeterId } from './meter.ts';
import { MeteringError } from './metering-error.ts';
import type { EventCursor, Ports } from './ports/index.ts';
import type { EventKey } from './usage-event.ts';
import { resolveRange, withinHistory } from './usage-range.ts';

/** What to cancel: named events, or all of a range that the filters admit. */
export type CancelSelection =
  | { readonly meterId: MeterId; readonly customerId?: string; readonly ids: readonly string[] }
  | {
      readonly meterId: MeterId;
      readonly customerId?: string;
      readonly from: Instant;
      readonly to: Instant;
      readonly filters: ReadonlyMap<string, readonly string[]>;
    };

export interface CancelOutcome {
  readonly cancelled: number;
  readonly alreadyCancelled: number;
  /** Of the ids asked for, those that nobody sent. */
  readonly notFound: readonly string[];
}

type CancelPorts = Pick<Ports, 'meters' | 'ledger' | 'usage' | 'clock'>;
const BATCH = 1000;
/** As many as are sure to be done before a gateway gives up; what is left is for the same request, sent again. */
const MOST_AT_ONCE = 10_000;

/**
 * Takes events out of every aggregate: the ledger first, then the series. They stay in the audit view, and no resend
 * revives them. Doing it again does no harm and finishes what a fault left half done.
 * Refuses with `meter.not-found`, `window.empty`, `cancel.ambiguous`, `usage.unknown-dimension`,
 * `cancel.unfinished` or `store.unavailable`.
 */
export const cancelUsage =
  (ports: CancelPorts) =>
  async (selection: CancelSelection): Promise<CancelOutcome> => {
    // A deleted meter has a past that may be wrong as well.
    const meter = await meterWithPast(ports, selection.meterId, true);
    if ('ids' in selection) return cancelIds(ports, selection);
    const undeclared = [...selection.filters.keys()].filter((name) => !meter.dimensions.includes(name));
    if (undeclared.length > 0) {
      throw new MeteringError('usage.unknown-dimension', { meterId: meter.id, dimensions: undeclared });
    }
    return cancelRange(ports, selection);
  };

async function cancelIds(
  ports: CancelPorts,
  { meterId, customerId, ids }: Extract<CancelSelection, { ids: unknown }>,
): Promise<CancelOutcome> {
  const wanted = [...new Set(ids)];
  const keys =
    customerId === undefined
      ? await unambiguous(ports, meterId, wanted)
      : wanted.map((id): EventKey => ({ meterId, customerId, id }));
  const { found, ...counts } = await cancelKeys(ports, keys);
  return { ...counts, notFound: wanted.filter((id) => !found.has(id)) };
}

async function unambiguous(
  ports: CancelPorts,
  meterId: MeterId,
  ids: readonly string[],
): Promise<readonly EventKey[]> {
  const keys = await ports.usage.locate(meterId, ids);
  const owners = new Map<string, number>();
  for (const { id } of keys) owners.set(id, (owners.get(id) ?? 0) + 1);
  const ambiguous = ids.filter((id) => (owners.get(id) ?? 0) > 1);
  if (ambiguous.length > 0) throw new MeteringError('cancel.ambiguous', { ids: ambiguous });
  return keys;
}

async function cancelRange(
  ports: CancelPorts,
  { meterId, customerId, from, to, filters }: Extract<CancelSelection, { from: unknown }>,
): Promise<CancelOutcome> {
  const range = withinHistory(resolveRange({ from, to }, ports.clock.now()));
  const selected = {
    ...range,
    meterId,
    filters,
    ...(customerId === undefined ? {} : { customerIds: [customerId] }),
  };
  let cancelled = 0;
  let alreadyCancelled = 0;
  let after: EventCursor | undefined;
  do {
    if (cancelled >= MOST_AT_ONCE) {
      throw new MeteringError('cancel.unfinished', { cancelled, retryAfterSeconds: 1 });
    }
    const page = await ports.usage.events(selected, { limit: BATCH, ...(after ? { after } : {}) });
    // The series shows a cancel only after the ledger has it: what it shows needs no second one.
    const open = page.items.filter((entry) => entry.cancelledAt === undefined);
    const counts = await cancelKeys(
      ports,
      open.map(({ event }) => event),
    );
    cancelled += counts.cancelled;
    alreadyCancelled += counts.alreadyCancelled + page.items.length - open.length;
    after = page.next;
  } while (after);
  return { cancelled, alreadyCancelled, notFound: [] };
}

async function cancelKeys(
  ports: CancelPorts,
  keys: readonly EventKey[],
): Promise<{ cancelled: number; alreadyCancelled: number; found: ReadonlySet<string> }> {
  if (keys.length === 0) return { cancelled: 0, alreadyCancelled: 0, found: new Set() };
  const outcomes = await ports.ledger.cancel(keys, ports.clock.now());
  const entries = outcomes.flatMap((each) => ('entry' in each ? [each.entry] : []));
  const failures = entries.length > 0 ? await ports.usage.record(entries) : [];
  const cause =
    outcomes.find((each) => each.outcome === 'failed')?.cause ??
    failures.find((failure) => failure !== undefined);
  if (cause !== undefined) throw new MeteringError('store.unavailable', { retryAfterSeconds: 1 }, { cause });
  const count = (outcome: string): number => outcomes.filter((each) => each.outcome === outcome).length;
  return {
    cancelled: count('cancelled'),
    alreadyCancelled: count('already-cancelled'),
    found: new Set(entries.map(({ event }) => event.id)),
  };
}
