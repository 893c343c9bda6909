import { setTimeout as sleep } from 'node:timers/promises';
import { CannotMeter } from './cannot-meter.ts';

/** One number of the house: of a window, and of a group where one was asked for. */
export interface UsagePoint {
  readonly group: Readonly<Record<string, string>>;
  /** RFC 3339, UTC. */
  readonly start: string;
  /** An exact decimal. */
  readonly value: string;
}

export interface ApiAnswer {
  readonly status: number;
  // The API's own documents; every reader names the fields that it takes.
  readonly body: { readonly data?: unknown; readonly next_token?: string; readonly message?: string };
}

/** The HTTP API of a house, as its administrator. */
export interface MeteringApi {
  /** Fails with `CannotMeter` where there is no house, the key is not its key, or it stays unavailable. */
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<ApiAnswer>;
  /** All points of a question to one meter, page by page. */
  usage(meterId: string, question: Readonly<Record<string, string>>): Promise<readonly UsagePoint[]>;
}

const TRIES = 5;

export function meteringApi(url: string, adminKey: string): MeteringApi {
  const headers = { 'x-api-key': adminKey, 'content-type': 'application/json' };
  const once = async (method: string, path: string, body: unknown): Promise<Response> => {
    try {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      return await fetch(new URL(path, url), {
        method,
        headers,
        ...sent,
        signal: AbortSignal.timeout(60_000),
      });
    } catch (cause) {
      throw new CannotMeter(`no house answers at ${url}: start one with \`npm start\``, { cause });
    }
  };
  const ask: MeteringApi['ask'] = async (method, path, body) => {
    for (let tries = 1; ; tries++) {
      const response = await once(method, path, body);
      if (response.status === 401)
        throw new CannotMeter(`the house at ${url} does not know this METERHOUSE_ADMIN_KEY`);
      if ((response.status === 503 || response.status === 429) && tries < TRIES) {
        await response.body?.cancel();
        await sleep(1000 * (Number(response.headers.get('retry-after')) || 1));
        continue;
      }
      return { status: response.status, body: await bodyOf(response) };
    }
  };
  return {
    ask,
    async usage(meterId, question) {
      const points: UsagePoint[] = [];
      let token: string | undefined;
      do {
        const query = new URLSearchParams({
          ...question,
          limit: '10000',
          ...(token && { next_token: token }),
        });
        const answer = await ask('GET', `/usage/${meterId}?${query}`);
        const { series } = expectData<{ series: Series[] }>(answer, `GET /usage/${meterId}`);
        points.push(...series.flatMap(({ group, points }) => points.map((point) => ({ ...point, group }))));
        token = answer.body.next_token;
      } while (token !== undefined);
      return points;
    },
  };
}

interface Series {
  readonly group: Readonly<Record<string, string>>;
  readonly points: readonly Omit<UsagePoint, 'group'>[];
}

/** The data of an answer that went well. */
export function expectData<Data>({ status, body }: ApiAnswer, request: string): Data {
  if (status >= 300 || body.data === undefined)
    throw new CannotMeter(`${request} answers ${status}: ${body.message ?? 'nothing else'}`);
  return body.data as Data;
}

async function bodyOf(response: Response): Promise<ApiAnswer['body']> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    // What stands before the house, a proxy say, may answer in its own words.
    return { message: text.slice(0, 200) };
  }
}
