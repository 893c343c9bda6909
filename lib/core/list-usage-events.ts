import { fitting, jsonBytes } from './answer-size.ts';
import { meterWithPast } from './fetch-meter.ts';
import type { PageRequest, SealedPage } from './page.ts';
import type { EventCursor, Ports } from './ports/index.ts';
import { resumeAfter, sealNext } from './sealed-page.ts';
import type { LedgerEntry } from './usage-event.ts';
import { type Range, resolveRange, type UsageFilter, withinHistory } from './usage-range.ts';

/**
 * The audit view: the events of a meter one by one, cancelled ones too, by time, then id.
 * Refuses with `meter.not-found`, `window.empty` or `page.invalid`.
 */
export const listUsageEvents =
  (ports: Pick<Ports, 'meters' | 'usage' | 'pageTokens' | 'clock'>) =>
  async ({ limit, token, ...question }: UsageFilter & PageRequest): Promise<SealedPage<LedgerEntry>> => {
    const scope = JSON.stringify(['usage-events', question, [...question.filters]]);
    const { after: position } = await resumeAfter<Range & { after: EventCursor }>(ports, scope, token);
    const meter = await meterWithPast(ports, question.meterId, question.deleted);
    const { from, to } = position ?? resolveRange(question, ports.clock.now());
    const page = await ports.usage.events(
      {
        ...withinHistory({ from, to }),
        meterId: meter.id,
        ...(question.customerIds ? { customerIds: question.customerIds } : {}),
        filters: question.filters,
      },
      { limit, ...(position ? { after: position.after } : {}) },
    );
    const items = fitting(page.items, entryBytes);
    const last = items.length < page.items.length ? items.at(-1)?.event : undefined;
    const next = last ? { time: last.time, id: last.id, customerId: last.customerId } : page.next;
    return sealNext(ports, scope, next ? { items, next: { from, to, after: next } } : { items });
  };

/** Names of fields, meter and times, as a dialect prints them. */
const ENTRY_BYTES = 400;

/** What an event adds to the answer, at most. */
const entryBytes = ({ event }: LedgerEntry): number =>
  ENTRY_BYTES + jsonBytes([event.id, event.customerId, event.value, [...event.dimensions]]);
