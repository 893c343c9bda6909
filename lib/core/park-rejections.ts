import type { EventRefusal } from './event-refusal.ts';
import type { Ports } from './ports/index.ts';
import type { Rejection, RejectionSource } from './rejection.ts';
import type { SubmittedEvent } from './submission.ts';

export interface Refused {
  readonly submitted: SubmittedEvent;
  readonly refusal: EventRefusal;
}

/** Keeps refused events with their reasons, each once however often its delivery is repeated. */
export const parkRejections =
  (ports: Pick<Ports, 'rejections' | 'clock' | 'ids'>) =>
  async (
    source: RejectionSource,
    refused: readonly Refused[],
    verb: Rejection['verb'] = 'ingest',
  ): Promise<void> => {
    if (refused.length === 0) return;
    const receivedAt = ports.clock.now();
    await ports.rejections.park(
      refused.map((each) => rejectionOf(ports, each, { verb, source, receivedAt })),
    );
  };

function rejectionOf(
  ports: Pick<Ports, 'ids'>,
  { submitted, refusal }: Refused,
  told: Pick<Rejection, 'verb' | 'source' | 'receivedAt'>,
): Rejection {
  const { draft, entry, envelopeTime } = submitted;
  return {
    id: entry ? ports.ids.digest(JSON.stringify([told.verb, entry.id, entry.position])) : ports.ids.random(),
    ...told,
    code: refusal.code,
    message: refusal.message,
    event: submitted.original(),
    ...(typeof draft.meterId === 'string' ? { meterId: draft.meterId.toWellFormed() } : {}),
    ...(typeof draft.customerId === 'string' ? { customerId: draft.customerId.toWellFormed() } : {}),
    ...(entry ? { entry: { id: entry.id, position: entry.position } } : {}),
    ...(envelopeTime === undefined ? {} : { envelopeTime }),
  };
}
