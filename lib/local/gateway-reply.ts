import type { Reply } from './reply.ts';

/** These belong to the connection, not to the answer; the gateway writes its own. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * What the HTTP API makes of a function's result, payload format 2.0: a result without `statusCode` is itself the body,
 * as JSON. `undefined` where the service would call the result malformed.
 */
export function replyOf(result: unknown): Reply | undefined {
  if (!isObject(result) || result['statusCode'] === undefined) {
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof result === 'string' ? result : JSON.stringify(result ?? null),
    };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (!isObject(headers) || !Array.isArray(cookies) || typeof isBase64Encoded !== 'boolean') return undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const setCookies = cookies.map(String);
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...passedOn(headers),
      ...(setCookies.length > 0 && { 'set-cookie': setCookies }),
    },
    body: isBase64Encoded ? Buffer.from(text, 'base64') : text,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const passedOn = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
      .filter(([name]) => !OF_THE_CONNECTION.has(name)),
  );
