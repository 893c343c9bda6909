import type { Meter } from './meter.ts';
import type { PageRequest, SealedPage } from './page.ts';
import type { Ports } from './ports/index.ts';
import { resumeAfter, sealNext } from './sealed-page.ts';

const SCOPE = 'meters';

/** A page of the meters that are not deleted, by id. Refuses a foreign token with `page.invalid`. */
export const fetchAllMeters =
  (ports: Pick<Ports, 'meters' | 'pageTokens'>) =>
  async (request: PageRequest): Promise<SealedPage<Meter>> => {
    const after = await resumeAfter<string>(ports, SCOPE, request.token);
    const page = await ports.meters.list({ limit: request.limit, ...after });
    return sealNext(ports, SCOPE, page);
  };
