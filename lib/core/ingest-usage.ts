import type { EventRefusal } from './event-refusal.ts';
import { scalarText } from './event-value.ts';
import type { Instant } from './instant.ts';
import { isMeterId, type Meter, type MeterId } from './meter.ts';
import { parkRefused } from './park-refused.ts';
import type { IngestCount, Recording } from './ports/index.ts';
import type { IngestPorts, Submission, SubmittedEvent, Verdict } from './submission.ts';
import {
  isRefusal,
  keyText,
  type LedgerEntry,
  MAX_EVENT_ID,
  meterRefusal,
  type ReadEvent,
  readUsageEvent,
  sameContent,
} from './usage-event.ts';

/** Counted by what became of each, apart from what came in, so that the two can be held against each other. */
function countOf({ source, events }: Submission, verdicts: readonly Verdict[]): IngestCount {
  const count = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0, failed: 0 };
  for (const { status } of verdicts) count[status]++;
  return { source, received: events.length, ...count };
}

/** An event on its way to its verdict. */
interface Judged {
  readonly submitted: SubmittedEvent;
  readonly read: ReadEvent;
}

/**
 * Takes usage events: each is judged alone, kept once in the ledger, then put in the series as the ledger holds it.
 * Answers one verdict per event, in order; `accepted` means durable. An event that fails leaves its neighbours be.
 *
 * Refused events are parked only when no event of their delivery failed: a failed delivery comes again whole, and what
 * is retried must not also be parked.
 */
export const ingestUsage =
  (ports: IngestPorts) =>
  async (submission: Submission): Promise<Verdict[]> => {
    const { events } = submission;
    const verdicts = new Array<Verdict>(events.length);
    const now = ports.clock.now();
    const judged = await judge(ports, events, now, verdicts);
    await keep(ports, judged, now, verdicts);
    if (submission.park) await parkRefused(ports, submission, verdicts);
    ports.telemetry.ingested(countOf(submission, verdicts));
    return verdicts;
  };

/** Reads every event; those that are refused have their verdict, the others are answered by position. */
async function judge(
  ports: IngestPorts,
  events: readonly SubmittedEvent[],
  now: Instant,
  verdicts: Verdict[],
): Promise<Map<number, Judged>> {
  const meters = await ports.meters.findAll(meterIdsOf(events));
  const judged = new Map<number, Judged>();
  events.forEach((submitted, i) => {
    const read = readEvent(ports, submitted, meters, now);
    if (isRefusal(read)) verdicts[i] = rejected(submitted, read);
    else judged.set(i, { submitted, read });
  });
  if (ports.unknownCustomers === 'park') await refuseStrangers(ports, judged, verdicts);
  return judged;
}

function readEvent(
  ports: IngestPorts,
  submitted: SubmittedEvent,
  meters: ReadonlyMap<MeterId, Meter>,
  now: Instant,
): ReadEvent | EventRefusal {
  const { draft, entry, envelopeTime } = submitted;
  if (draft.refused) return draft.refused;
  const meter = isMeterId(draft.meterId) ? meters.get(draft.meterId) : undefined;
  if (!meter || meter.deletedAt !== undefined) return meterRefusal(draft.meterId);
  return readUsageEvent(draft, meter, {
    now,
    time: envelopeTime ?? now,
    fallbackId: () => (entry ? placeId(entry) : ports.ids.random()),
    digest: ports.ids.digest,
  });
}

/** The first event of an entry is called like the entry, the others by their places in it. */
const placeId = ({ id, position }: { id: string; position: number }): string =>
  position === 0 ? id : `${id}#${position}`;

const meterIdsOf = (events: readonly SubmittedEvent[]): MeterId[] => [
  ...new Set(events.map((event) => event.draft.meterId).filter(isMeterId)),
];

async function refuseStrangers(
  ports: IngestPorts,
  judged: Map<number, Judged>,
  verdicts: Verdict[],
): Promise<void> {
  const ids = new Set([...judged.values()].map(({ read }) => read.event.customerId));
  const known = await ports.customers.findAll([...ids]);
  for (const [i, { submitted, read }] of judged) {
    if (known.has(read.event.customerId)) continue;
    const message = `customerId: nobody onboarded "${read.event.customerId}"`;
    verdicts[i] = rejected(submitted, { code: 'customer.missing', message });
    judged.delete(i);
  }
}

/** Ledger, then series. The first event of a key speaks for the key; its repeats in the same call follow it. */
async function keep(
  ports: IngestPorts,
  judged: ReadonlyMap<number, Judged>,
  now: Instant,
  verdicts: Verdict[],
): Promise<void> {
  const byKey = new Map<string, { positions: number[]; first: Judged }>();
  for (const [i, event] of judged) {
    const key = keyText(event.read.event);
    const group = byKey.get(key);
    if (group) group.positions.push(i);
    else byKey.set(key, { positions: [i], first: event });
  }
  const groups = [...byKey.values()];
  const fresh = groups.map(({ first }): LedgerEntry => ({ event: first.read.event, receivedAt: now }));
  const recordings = await ports.ledger.record(fresh);
  // What the ledger holds goes to the series, for repeats too: that heals a crash between the two.
  const held = recordings.map((recording, g) => entryHeld(recording, fresh[g] as LedgerEntry));
  const failures = await recordInSeries(ports, held);
  groups.forEach(({ positions }, g) => {
    const recording = recordings[g] as Recording;
    const failure = recording.outcome === 'failed' ? recording.cause : failures[g];
    positions.forEach((i, turn) => {
      const { read } = judged.get(i) as Judged;
      verdicts[i] =
        failure !== undefined
          ? { status: 'failed', cause: failure }
          : verdictOf(recording, held[g] as LedgerEntry, read, turn);
    });
  });
}

const entryHeld = (recording: Recording, fresh: LedgerEntry): LedgerEntry | undefined =>
  recording.outcome === 'kept' ? fresh : recording.outcome === 'taken' ? recording.entry : undefined;

/** Why each entry is not known to be in the series, in order; `undefined` where it is, or where there was none to put. */
async function recordInSeries(
  ports: IngestPorts,
  held: readonly (LedgerEntry | undefined)[],
): Promise<(Error | undefined)[]> {
  const entries = held.filter((entry) => entry !== undefined);
  const answers = (entries.length > 0 ? await ports.usage.record(entries) : [])[Symbol.iterator]();
  return held.map((entry) => (entry === undefined ? undefined : answers.next().value));
}

function verdictOf(recording: Recording, held: LedgerEntry, read: ReadEvent, turn: number): Verdict {
  const { id } = read.event;
  if (recording.outcome === 'kept' && turn === 0) return { status: 'accepted', id };
  if (sameContent(held.event, read)) return { status: 'duplicate', id };
  const message = `id: "${id}" is kept with other content; the first is counted`;
  return { status: 'conflict', id, code: 'event.conflict', message };
}

function rejected({ draft }: SubmittedEvent, { code, message }: EventRefusal): Verdict {
  const id = scalarText(draft.id)?.slice(0, MAX_EVENT_ID).toWellFormed();
  return { status: 'rejected', ...(id === undefined ? {} : { id }), code, message };
}
