import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';
import type { Incoming } from './http-server.ts';
import { decodeSegment, type RouteMatch } from './route-table.ts';

export interface Arrival {
  readonly requestId: string;
  /** Milliseconds. */
  readonly at: number;
}

/** Path and query of a request target, which may be a whole URL. */
export function splitTarget(target: string): { path: string; query: string } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  return { path: path.startsWith('/') ? path : `/${path}`, query: mark < 0 ? '' : local.slice(mark + 1) };
}

/**
 * The request as the HTTP API hands it to a function, payload format 2.0. As there, `rawPath` and the parameters are
 * percent-decoded, repeats are joined with commas and cookies stand apart from the headers.
 */
export function gatewayEvent(
  incoming: Incoming,
  { routeKey, pathParameters }: Pick<RouteMatch<unknown>, 'routeKey' | 'pathParameters'>,
  { requestId, at }: Arrival,
): APIGatewayProxyEventV2 {
  const { path, query } = splitTarget(incoming.target);
  const rawPath = path.split('/').map(decodeSegment).join('/');
  const { headers, cookies } = readHeaders(incoming);
  const parameters = readQuery(query);
  const host = headers['host'] ?? '';
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query !== '' && { queryStringParameters: parameters }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: 'local',
      domainName: host,
      domainPrefix: 'local',
      http: {
        method: incoming.method,
        path: rawPath,
        protocol: `HTTP/${incoming.httpVersion}`,
        sourceIp: incoming.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: printLogTime(at),
      timeEpoch: at,
    },
    ...readContent(incoming),
  };
}

/** The same request as a Lambda authorizer gets it: with the ARN of its route, without its body. */
export function authorizerEvent(event: APIGatewayProxyEventV2): Record<string, unknown> {
  const { body: _body, isBase64Encoded: _isBase64Encoded, ...request } = event;
  const { method, path } = event.requestContext.http;
  const api = `arn:aws:execute-api:${LOCAL_REGION}:${LOCAL_ACCOUNT}:local`;
  return { ...request, type: 'REQUEST', routeArn: `${api}/$default/${method}${path}`, identitySource: [] };
}

function readHeaders({ rawHeaders, sourceIp, headers: { host } }: Incoming): {
  headers: Record<string, string>;
  cookies: string[];
} {
  const joined = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier}${name === 'cookie' ? '; ' : ','}${value}`);
  }
  const cookies = (joined.get('cookie') ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
  joined.delete('cookie');
  const forwarded = joined.get('x-forwarded-for');
  joined.set('x-forwarded-for', forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`);
  joined.set('x-forwarded-proto', 'http');
  joined.set('x-forwarded-port', host?.split(':').at(-1) ?? '');
  return { headers: Object.fromEntries(joined), cookies };
}

function readQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

/** The only media types whose bodies the HTTP API hands over as text. */
const TEXT = /^(?:text\/[^;]+|application\/(?:json|javascript|xml))\s*(?:;|$)/i;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readContent({ body, headers }: Incoming): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  if (headers['content-encoding'] === undefined && TEXT.test(headers['content-type'] ?? '')) {
    try {
      return { body: strictUtf8.decode(body), isBase64Encoded: false };
    } catch {
      // Text that is no UTF-8 keeps its bytes the other way.
    }
  }
  return { body: body.toString('base64'), isBase64Encoded: true };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function printLogTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
