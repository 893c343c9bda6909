import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gateway } from '../../lib/local/gateway.ts';
import { type HttpServer, startHttpServer } from '../../lib/local/http-server.ts';
import { type Doors, doorRunner } from '../../lib/local/lambda.ts';
import { collectLog } from './quiet-log.ts';

const log = collectLog();
const clock = { now: () => Date.UTC(2026, 0, 1) };
const small = { access: {}, memoryMegabytes: 256, timeoutSeconds: 0.2 };
const doors: Doors = [
  ['echo', { ...small, routes: ['ANY /echo/{thing}'] }],
  ['answer', { ...small, routes: ['POST /answer', '$default'], open: true }],
  ['authorize', small],
];

let server: HttpServer;
beforeAll(async () => {
  const runner = doorRunner(fileURLToPath(new URL('./doors', import.meta.url)), doors);
  server = await startHttpServer(0, gateway(runner, doors, clock));
});
afterAll(() => server.stop());

type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<{ who: string; event: string }>;
async function echo(path: string, init: RequestInit = {}): Promise<Event> {
  const answer = await fetch(server.url + path, { ...init, headers: { who: 'me', ...init.headers } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { event: Event }).event;
}

const answer = (said: unknown) =>
  fetch(`${server.url}/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(said),
  });

describe('the HTTP API', () => {
  test('calls the door of the route with the request and the caller', async () => {
    const event = await echo('/echo/a%20b?x=1&x=2', { method: 'POST', body: 'text' });
    expect(event).toMatchObject({
      routeKey: 'ANY /echo/{thing}',
      pathParameters: { thing: 'a b' },
      queryStringParameters: { x: '1,2' },
      body: 'text',
      requestContext: { timeEpoch: clock.now(), authorizer: { lambda: { who: 'me' } } },
    });
    const seen = JSON.parse(event.requestContext.authorizer.lambda.event) as Record<string, unknown>;
    expect(seen).toMatchObject({ type: 'REQUEST', version: '2.0', routeKey: 'ANY /echo/{thing}' });
    expect(seen).not.toHaveProperty('body');
    expect(seen['requestContext']).toMatchObject({ requestId: event.requestContext.requestId });
  });

  test('hands over compressed bytes as they are', async () => {
    const body = gzipSync('{"a":1}');
    const event = await echo('/echo/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body,
    });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? '', 'base64')).toEqual(body);
  });

  test.each([
    ['stranger', 403, 'Forbidden'],
    ['fault', 500, 'Internal Server Error'],
    ['riddle', 500, 'Internal Server Error'],
  ])('answers to %s with %i', async (who, status, message) => {
    const reply = await fetch(`${server.url}/echo/x`, { headers: { who } });
    expect([reply.status, await reply.json()]).toEqual([status, { message }]);
  });

  test('asks no authorizer before an open door', async () => {
    expect((await answer({ result: { statusCode: 202 } })).status).toBe(202);
  });

  test('gives the request id with every answer', async () => {
    expect((await answer({ result: 1 })).headers.get('apigw-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect((await answer({ fail: 'x' })).headers.get('apigw-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each<[string, unknown, number, string]>([
    ['a fault', { fail: 'secret words' }, 500, 'Internal Server Error'],
    ['a malformed answer', { result: { statusCode: 'x' } }, 500, 'Internal Server Error'],
    [
      'a header that HTTP cannot carry',
      { result: { statusCode: 200, headers: { a: 'b\r\nc: d' } } },
      500,
      'Internal Server Error',
    ],
    ['silence', { wait: true }, 504, 'Endpoint request timed out'],
  ])('answers %s in the words of the service', async (_, said, status, message) => {
    const reply = await answer(said);
    expect([reply.status, await reply.json()]).toEqual([status, { message }]);
    expect(log).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  test('sends what has no route to the default door', async () => {
    const reply = await fetch(`${server.url}/else`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result: { statusCode: 404, body: 'nothing here' } }),
    });
    expect([reply.status, await reply.text()]).toEqual([404, 'nothing here']);
  });
});
