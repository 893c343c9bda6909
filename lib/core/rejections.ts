import { ingestUsage } from './ingest-usage.ts';
import { MeteringError } from './metering-error.ts';
import type { PageRequest, SealedPage } from './page.ts';
import type { Ports, RejectionList } from './ports/index.ts';
import type { Rejection } from './rejection.ts';
import { resumeAfter, sealNext } from './sealed-page.ts';
import type { IngestPorts, SubmittedEvent, Verdict } from './submission.ts';

/** Both kinds of ids that are given out: digests and random ones. */
const REJECTION_ID = /^[\w-]{1,64}$/;

export type RejectionFilter = Pick<RejectionList, 'meterId' | 'customerId' | 'code'>;

/** A page of parked events, newest first. Refuses a foreign token with `page.invalid`. */
export const listRejections =
  (ports: Pick<Ports, 'rejections' | 'pageTokens'>) =>
  async ({ limit, token, ...filter }: RejectionFilter & PageRequest): Promise<SealedPage<Rejection>> => {
    const scope = JSON.stringify(['rejections', filter.meterId, filter.customerId, filter.code]);
    const after = await resumeAfter<string>(ports, scope, token);
    return sealNext(ports, scope, await ports.rejections.list({ ...filter, limit, ...after }));
  };

/** A parked event. Refuses with `rejection.not-found`. */
export const fetchRejection =
  (ports: Pick<Ports, 'rejections'>) =>
  async (rejectionId: string): Promise<Rejection> => {
    const rejection = REJECTION_ID.test(rejectionId) ? await ports.rejections.find(rejectionId) : undefined;
    if (!rejection) throw new MeteringError('rejection.not-found', { rejectionId: rejectionId.slice(0, 64) });
    return rejection;
  };

/** Drops a parked event for good; quiet where it is gone already. */
export const dismissRejection =
  (ports: Pick<Ports, 'rejections'>) =>
  async (rejectionId: string): Promise<void> =>
    REJECTION_ID.test(rejectionId) ? ports.rejections.remove(rejectionId) : undefined;

/**
 * Takes the events of a parked entry again, mended or as they were. The entry goes once all of them count, as new or as
 * known; else it stays as it was.
 */
export const resubmitRejection =
  (ports: IngestPorts) =>
  async (rejection: Rejection, events: readonly SubmittedEvent[]): Promise<Verdict[]> => {
    const verdicts = await ingestUsage(ports)({ events, source: rejection.source, park: false });
    const settled = verdicts.every(({ status }) => status === 'accepted' || status === 'duplicate');
    if (settled) await ports.rejections.remove(rejection.id);
    return verdicts;
  };
