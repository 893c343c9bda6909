import { printInstant, readInstant } from '../core/instant.ts';
import { MeteringError } from '../core/metering-error.ts';
import type { systemClock } from '../runtime/clock.ts';
import type { Incoming } from './http-server.ts';
import { jsonReply, type Reply, refusalReply } from './reply.ts';
import { isSame } from './secrets-manager.ts';

const PATH = '/_local/clock';

export const isForClock = ({ target }: Incoming): boolean => target === PATH;

/**
 * Rehearsing another time, for the administrator of a local house: `PUT {"now": "<RFC 3339>"}` stops the clock at that
 * instant, `DELETE` lets it run again.
 */
export const clockRoutes =
  (clock: typeof systemClock, adminKey: string) =>
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
      const problems = [{ path: 'now', message: 'must be an instant, as RFC 3339 with an offset' }];
      return refusalReply(400, new MeteringError('request.malformed', { problems }));
    }
    clock.freeze(now);
    return jsonReply(200, { data: { now: printInstant(now) } });
  };

function keyOf(headers: Incoming['headers']): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function readNow(body: string): number | undefined {
  try {
    const now = (JSON.parse(body) as { now?: unknown } | null)?.now;
    return typeof now === 'string' ? readInstant(now) : undefined;
  } catch {
    return undefined;
  }
}
