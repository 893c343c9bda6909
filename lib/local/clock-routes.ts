import { type Instant, printInstant, readInstant } from '../core/instant.ts';
import { MeteringError } from '../core/metering-error.ts';
import type { systemClock } from '../runtime/clock.ts';
import type { Incoming } from './http-server.ts';
import { jsonReply, type Reply, refusalReply } from './reply.ts';
import { isSame } from './secrets-manager.ts';

const PATH = '/_local/clock';

/** Events lie no earlier, and nothing is found any later. */
const [EARLIEST, END] = [Date.UTC(2000, 0, 1), Date.UTC(2200, 0, 1)];
const EXPECTED = 'must be an instant from 2000-01-01 to before 2200-01-01, as RFC 3339 with an offset';

export const isForClock = ({ target }: Incoming): boolean => target === PATH;

/** What has to know of a time before the clock shows it. */
export interface ClockFollower {
  prepare(now: Instant): Promise<void>;
}

/**
 * Rehearsing another time, for the administrator of a local house: `PUT {"now": "<RFC 3339>"}` stops the clock at that
 * instant, `DELETE` lets it run again.
 */
export const clockRoutes =
  (clock: typeof systemClock, stores: ClockFollower, adminKey: string) =>
  async ({ method, headers, body }: Incoming): Promise<Reply> => {
    if (method !== 'PUT' && method !== 'DELETE') {
      const refusal = new MeteringError('route.method', { path: PATH, method, allowed: ['PUT', 'DELETE'] });
      return refusalReply(405, refusal);
    }
    if (!isSame(keyOf(headers) ?? '', adminKey)) {
      return refusalReply(401, new MeteringError('identity.missing', {}));
    }
    if (method === 'DELETE') {
      clock.thaw();
      return { statusCode: 204, headers: {}, body: '' };
    }
    const now = readNow(body.toString('utf8'));
    if (now === undefined) {
      const problems = [{ path: 'now', message: EXPECTED }];
      return refusalReply(400, new MeteringError('request.malformed', { problems }));
    }
    await stores.prepare(now);
    clock.freeze(now);
    return jsonReply(200, { data: { now: printInstant(now) } });
  };

function keyOf(headers: Incoming['headers']): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function readNow(body: string): Instant | undefined {
  try {
    const now = (JSON.parse(body) as { now?: unknown } | null)?.now;
    const at = typeof now === 'string' ? readInstant(now) : undefined;
    return at !== undefined && at >= EARLIEST && at < END ? at : undefined;
  } catch {
    return undefined;
  }
}
