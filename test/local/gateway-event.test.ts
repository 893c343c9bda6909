import { describe, expect, test } from 'vitest';
import { authorizerEvent, gatewayEvent, splitTarget } from '../../lib/local/gateway-event.ts';
import type { Incoming } from '../../lib/local/http-server.ts';

const arrival = { requestId: 'request-1', at: Date.UTC(2026, 2, 1, 19, 3, 58, 12) };

function incoming(parts: Partial<Incoming> & { sent?: readonly [string, string][] } = {}): Incoming {
  const { sent = [], ...others } = parts;
  const rawHeaders = [['Host', '127.0.0.1:4000'] as const, ...sent].flat();
  const headers: Record<string, string> = {};
  for (const [name, value] of sent) headers[name.toLowerCase()] = value;
  return {
    method: 'GET',
    target: '/meters/m1',
    httpVersion: '1.1',
    rawHeaders,
    headers: { host: '127.0.0.1:4000', ...headers },
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    ...others,
  };
}

const route = { routeKey: 'GET /meters/{meterId}', pathParameters: { meterId: 'm1' } };
const eventOf = (request: Incoming, match = route) => gatewayEvent(request, match, arrival);

describe('an event of the HTTP API', () => {
  test('has the fields of payload format 2.0', () => {
    const request = incoming({ sent: [['User-Agent', 'curl/8']], target: '/meters/m1?a=1' });
    expect(eventOf(request)).toEqual({
      version: '2.0',
      routeKey: 'GET /meters/{meterId}',
      rawPath: '/meters/m1',
      rawQueryString: 'a=1',
      headers: {
        host: '127.0.0.1:4000',
        'user-agent': 'curl/8',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '4000',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { a: '1' },
      pathParameters: { meterId: 'm1' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: '127.0.0.1:4000',
        domainPrefix: 'local',
        http: {
          method: 'GET',
          path: '/meters/m1',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'curl/8',
        },
        requestId: 'request-1',
        routeKey: 'GET /meters/{meterId}',
        stage: '$default',
        time: '01/Mar/2026:19:03:58 +0000',
        timeEpoch: arrival.at,
      },
      isBase64Encoded: false,
    });
  });

  test('leaves out what the request has not', () => {
    const event = eventOf(incoming({ target: '/' }), { ...route, pathParameters: {} as { meterId: string } });
    expect(Object.keys(event)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(?:body|cookies|queryStringParameters|pathParameters)$/),
      ]),
    );
  });

  test('joins repeated headers with commas and sets cookies apart', () => {
    const event = eventOf(
      incoming({
        sent: [
          ['X-One', 'a'],
          ['Cookie', 'k=1; l=2'],
          ['x-one', 'b, c'],
          ['Cookie', 'm=3'],
          ['X-Forwarded-For', '10.0.0.1'],
        ],
      }),
    );
    expect(event.headers).toMatchObject({ 'x-one': 'a,b, c', 'x-forwarded-for': '10.0.0.1, 127.0.0.1' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.cookies).toEqual(['k=1', 'l=2', 'm=3']);
  });

  test.each<[string, Record<string, string>]>([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&a=2&a=', { a: '1,2,' }],
    ['a', { a: '' }],
    ['a=x%20y+z', { a: 'x y z' }],
    ['a=%25zz&b=%zz', { a: '%zz', b: '%zz' }],
    ['a=%ff', { a: '\uFFFD' }],
    ['filter.region=a%2Cb', { 'filter.region': 'a,b' }],
    ['filter.region=a%252Cb', { 'filter.region': 'a%2Cb' }],
  ])('reads the query %s', (query, parameters) => {
    const event = eventOf(incoming({ target: `/meters?${query}` }));
    expect(event.queryStringParameters).toEqual(parameters);
    expect(event.rawQueryString).toBe(query);
  });

  test.each([
    ['/a%20b/c', '/a b/c'],
    ['/a%2Fb', '/a/b'],
    ['/100%/x%20y', '/100%/x y'],
    ['http://127.0.0.1:4000/a?x=/b', '/a'],
    ['http://127.0.0.1:4000', '/'],
    ['*', '/*'],
    ['?x=1', '/'],
  ])('of the target %s has the path %s', (target, path) => {
    const event = eventOf(incoming({ target }));
    expect([event.rawPath, event.requestContext.http.path]).toEqual([path, path]);
  });

  test('splits a target at its first question mark', () => {
    expect(splitTarget('/a?b=c?d')).toEqual({ path: '/a', query: 'b=c?d' });
  });

  const utf8 = Buffer.from('{"ü":1}');
  const gzip = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]);
  test.each<[string, string | undefined, string | undefined, Buffer, boolean]>([
    ['JSON', 'application/json', undefined, utf8, false],
    ['JSON with parameters', 'application/json; charset=utf-8', undefined, utf8, false],
    ['JSON in capitals', 'Application/JSON', undefined, utf8, false],
    ['text', 'text/csv', undefined, utf8, false],
    ['XML', 'application/xml', undefined, utf8, false],
    ['structured JSON', 'application/cloudevents+json', undefined, utf8, true],
    ['a form', 'application/x-www-form-urlencoded', undefined, utf8, true],
    ['bytes', 'application/octet-stream', undefined, gzip, true],
    ['a body of no type', undefined, undefined, utf8, true],
    ['compressed JSON', 'application/json', 'gzip', gzip, true],
    ['text that is no UTF-8', 'text/plain', undefined, Buffer.from([0x66, 0xfc, 0x72]), true],
    ['text with a byte order mark', 'text/plain', undefined, Buffer.from('\uFEFFx'), false],
  ])('hands %s over intact', (_, type, encoding, body, isBase64Encoded) => {
    const sent: [string, string][] = [];
    if (type !== undefined) sent.push(['Content-Type', type]);
    if (encoding !== undefined) sent.push(['Content-Encoding', encoding]);
    const event = eventOf(incoming({ method: 'POST', sent, body }));
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8')).toEqual(body);
  });
});

describe('an event of the authorizer', () => {
  test('is the request with its route, without its body', () => {
    const event = eventOf(
      incoming({ method: 'POST', target: '/meters/m1', body: Buffer.from('{}'), sent: [['X-Api-Key', 'k']] }),
    );
    const { body: _body, isBase64Encoded: _isBase64Encoded, ...request } = event;
    expect(authorizerEvent(event)).toEqual({
      ...request,
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:us-east-1:000000000000:local/$default/POST/meters/m1',
      identitySource: [],
    });
  });
});
