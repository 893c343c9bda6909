import { describe, expect, it } from 'vitest';
import type { Metering } from '../../lib/core/metering.ts';
import { MeteringError } from '../../lib/core/metering-error.ts';
import { refusal } from '../../lib/dialects/imetering/refusals.ts';
import type { Request } from '../../lib/http/request.ts';
import { json, noContent } from '../../lib/http/response.ts';
import { type Route, route } from '../../lib/http/route.ts';
import { httpFunction } from '../../lib/runtime/http-function.ts';
import { context, httpEvent, loggedLines } from './function-doubles.ts';

const metering = {} as Metering;
const lines = loggedLines();

const answering = (on: string, answer: (request: Request) => unknown): Route =>
  route({
    on,
    open: true,
    decode: (request) => request,
    run: async (_, request) => answer(request),
    encode: (body) => (body === undefined ? noContent() : json(200, body)),
  });
const called = (routes: readonly Route[], event = httpEvent()) =>
  httpFunction(metering, routes, refusal)(event, context);
const thrown = (error: unknown) =>
  called([
    answering('GET /meters', () => {
      throw error;
    }),
  ]);
const bodyOf = ({ body }: { body?: string | undefined }): Record<string, unknown> => JSON.parse(body ?? '');

describe('a function behind the HTTP API', () => {
  it('answers what its route answers', async () => {
    expect(await called([answering('GET /meters', () => ({ data: [] }))])).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"data":[]}',
    });
    expect(await called([answering('GET /meters', () => undefined)])).toEqual({
      statusCode: 204,
      headers: {},
      body: '',
    });
    expect(lines).toEqual([]);
  });

  it('tells its routes apart by the key of the gateway', async () => {
    const routes = ['GET /meters', 'POST /meters', 'GET /meters/{meterId}'].map((on) =>
      answering(on, () => on),
    );
    for (const { on } of routes)
      expect((await called(routes, httpEvent({ routeKey: on }))).body).toBe(JSON.stringify(on));
  });

  it('answers on any path where it has one route only', async () => {
    const only = [answering('GET /meters', () => 1)];
    expect((await called(only, httpEvent({ routeKey: 'GET /metering/v1/meters' }))).statusCode).toBe(200);
    expect(
      (await called([...only, answering('PUT /meters', () => 2)], httpEvent({ routeKey: '$default' })))
        .statusCode,
    ).toBe(500);
  });

  it('hands over who calls, and refuses nobody in the words of its dialect', async () => {
    const closed = [
      route({
        on: 'GET /meters',
        decode: ({ identity }) => identity,
        run: async (_, identity) => identity,
        encode: (identity) => json(200, identity),
      }),
    ];
    const admin = httpEvent({ authorizer: { lambda: { role: 'admin', id: 'key-1' } } });
    expect(bodyOf(await called(closed, admin))).toEqual({ id: 'key-1', role: 'admin' });
    const refused = await called(closed, httpEvent({ authorizer: { lambda: { role: 'none' } } }));
    expect(refused.statusCode).toBe(401);
    expect(bodyOf(refused)).toMatchObject({ statusCode: 401, code: 'identity.missing' });
    expect(refused.headers).toMatchObject({ 'www-authenticate': 'Bearer' });
  });
});

describe('what a function answers when something is thrown', () => {
  it('is the refusal in the words of its dialect, and no line in the log', async () => {
    const answer = await thrown(new MeteringError('meter.not-found', { meterId: 'm' }));
    expect(answer.statusCode).toBe(404);
    expect(bodyOf(answer)).toMatchObject({ code: 'meter.not-found', details: { meterId: 'm' } });
    expect(lines).toEqual([]);
  });

  it('is that to try again where a store did not answer, its cause for the log alone', async () => {
    const cause = new Error('password=hunter2');
    const answer = await thrown(new MeteringError('store.unavailable', { retryAfterSeconds: 9 }, { cause }));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(answer.body).not.toContain('hunter2');
    expect(lines).toMatchObject([
      {
        level: 'warn',
        message: 'store unavailable',
        route: 'GET /meters',
        requestId: 'request-1',
        cause: { reason: 'password=hunter2' },
      },
    ]);
  });

  const named = (name: string, parts: object = {}): Error =>
    Object.assign(new Error('secret'), { name }, parts);
  it.each([
    named('ThrottlingException'),
    named('ProvisionedThroughputExceededException'),
    named('RequestLimitExceeded'),
    named('TransactionConflictException'),
    named('InternalServerError'),
    named('TimeoutError'),
    named('TooManyRequestsException'),
    named('Odd', { $retryable: {} }),
    named('Odd', { $metadata: { httpStatusCode: 503 } }),
    named('Error', { code: 'ECONNREFUSED' }),
    named('Error', { code: 'ETIMEDOUT' }),
  ])('is that to try again after %s', async (error) => {
    const answer = await thrown(error);
    expect(answer.statusCode).toBe(503);
    expect(bodyOf(answer)).toMatchObject({ code: 'store.unavailable' });
    expect(answer.body).not.toContain('secret');
  });

  it.each([
    new Error('password=hunter2'),
    new TypeError('hunter2 is not a function'),
    named('ValidationException', { $metadata: { httpStatusCode: 400 }, message: 'hunter2' }),
    named('AccessDeniedException', { message: 'hunter2' }),
    named('Error', { code: 'ENOENT', message: 'hunter2' }),
    'hunter2',
    undefined,
  ])('is a fault of ours after %s, and leaks nothing', async (error) => {
    const answer = await thrown(error);
    expect(answer.statusCode).toBe(500);
    expect(bodyOf(answer)).toEqual({
      statusCode: 500,
      code: 'internal',
      message: expect.stringContaining('request id'),
      details: { requestId: 'request-1' },
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(lines).toMatchObject([{ level: 'error', message: 'request failed', requestId: 'request-1' }]);
  });

  it('is never what the request said, in the log neither', async () => {
    const event = httpEvent({
      headers: { authorization: 'Bearer hunter2' },
      body: '{"secret":"hunter2"}',
      rawQueryString: 'key=hunter2',
    });
    const failing = answering('GET /meters', () => {
      throw new Error('broken');
    });
    const answer = await called([failing], event);
    expect(JSON.stringify([answer, lines])).not.toContain('hunter2');
  });
});
