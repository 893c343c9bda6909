import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import { refusalStatuses } from '../../../../lib/dialects/imetering/openapi.ts';
import { operations } from '../../../../lib/dialects/imetering/operations.ts';
import { errorSchema } from '../../../../lib/dialects/imetering/wire-usage.ts';
import { allDoors } from '../../../../lib/doors.ts';
import { startDynamoDb } from '../../../../lib/local/dynamodb.ts';
import { conversation, type Reply, until } from './conversation.ts';

/** A store of the test's own, so that it can be taken away. */
const store = await startDynamoDb({});
const { ask, put } = conversation({ DYNAMODB_ENDPOINT: store.endpoint });
afterAll(() => store.stop());

const statusesOf = (on: string): number[] => {
  const operation = operations.find((each) => each.on === on);
  return operation ? [operation.status, ...refusalStatuses(operation)].sort((a, b) => a - b) : [];
};

/** What makes each route answer with each of its statuses; `on` is the route as asked. */
const asked: Record<string, [on: string, body?: unknown][]> = {
  'POST /meters': [
    ['POST /meters', { id: 'made', name: 'Made', aggregation: 'SUM', dimensions: ['a'] }],
    ['POST /meters', { id: 'made', name: 'Made', aggregation: 'SUM' }],
    ['POST /meters', {}],
  ],
  'GET /meters': [['GET /meters'], ['GET /meters?limit=x'], ['GET /meters?next_token=x']],
  'GET /meters/{meterId}': [['GET /meters/made'], ['GET /meters/none'], ['GET /meters/made?x=1']],
  'PUT /meters/{meterId}': [
    ['PUT /meters/made', { name: 'Made again' }],
    ['PUT /meters/none', { name: 'x' }],
    ['PUT /meters/made', { version: 99 }],
    ['PUT /meters/made', { aggregation: 'MAX' }],
    ['PUT /meters/made', { dimensions: [] }],
    ['PUT /meters/made', { name: 7 }],
  ],
  'POST /usage': [
    ['POST /usage', { id: 'u', meterId: 'made', customerId: 't', value: 1, dimensions: { a: 'b' } }],
    ['POST /usage', {}],
    ['POST /usage', { events: [] }],
  ],
  'GET /usage/{meterId}': [
    ['GET /usage/made?groupBy=a&window=DAY'],
    ['GET /usage/none'],
    ['GET /usage/made?window=x'],
    ['GET /usage/made?groupBy=x'],
    ['GET /usage/made?from=1&to=0'],
    ['GET /usage/made?next_token=x'],
  ],
  'GET /usage/{meterId}/events': [
    ['GET /usage/made/events'],
    ['GET /usage/none/events'],
    ['GET /usage/made/events?limit=x'],
    ['GET /usage/made/events?from=1&to=0'],
    ['GET /usage/made/events?next_token=x'],
  ],
  'DELETE /usage': [
    ['DELETE /usage', { meterId: 'made', customerId: 't', ids: ['u'] }],
    ['DELETE /usage', { meterId: 'none', customerId: 't', ids: ['u'] }],
    ['DELETE /usage', { meterId: 'made' }],
    ['DELETE /usage', {}],
    ['DELETE /usage', { meterId: 'made', from: 1, to: 0 }],
    ['DELETE /usage', { meterId: 'made', from: 1, to: 2, filter: { x: ['y'] } }],
  ],
  'GET /customers': [['GET /customers'], ['GET /customers?limit=x'], ['GET /customers?next_token=x']],
  'PUT /customers/{customerId}': [
    ['PUT /customers/t', { name: 'T' }],
    ['PUT /customers/t', { name: 7 }],
  ],
  'GET /customers/{customerId}': [['GET /customers/t'], ['GET /customers/none'], ['GET /customers/t?x=1']],
  'GET /rejections': [['GET /rejections'], ['GET /rejections?limit=x'], ['GET /rejections?next_token=x']],
  'POST /rejections/{rejectionId}/resubmit': [
    ['POST /rejections/PARKED/resubmit'],
    ['POST /rejections/PARKED/resubmit', '['],
    ['POST /rejections/none/resubmit'],
  ],
  'DELETE /rejections/{rejectionId}': [['DELETE /rejections/none']],
  'DELETE /meters/{meterId}': [['DELETE /meters/made'], ['DELETE /meters/none']],
  'GET /openapi.json': [['GET /openapi.json']],
};

let parked = '';
beforeAll(async () => {
  await put('ingestUsage', [{ meterId: 'none', customerId: 't' }]);
  const { body } = await until(
    () => ask('GET /rejections'),
    ({ body: { data } }) => data.length > 0,
  );
  parked = body.data[0].id;
});

test('every route of the doors is described, and no other', () => {
  const routes = allDoors.flatMap(([, { routes = [] }]) => routes).filter((on) => on !== '$default');
  expect(operations.map(({ on }) => on).sort()).toEqual([...routes].sort());
  expect(Object.keys(asked).sort()).toEqual([...routes].sort());
});

test('every status that is described is real, in the shape described', async () => {
  const seen = new Map<string, Set<number>>();
  const note = (on: string, reply: Reply): void => {
    seen.set(on, (seen.get(on) ?? new Set()).add(reply.status));
    const schema = schemaOf(on, reply.status);
    const parsed = schema?.safeParse(reply.body);
    if (parsed?.success === false) throw new Error(`${on} ${reply.status}: ${parsed.error.message}`);
    if (!schema) expect(reply.body).toBeUndefined();
  };
  for (const [on, requests] of Object.entries(asked)) {
    for (const [request, body] of requests) note(on, await ask(request.replace('PARKED', parked), body));
  }
  const closed = Object.entries(asked).filter(([on]) => on !== 'GET /openapi.json');
  for (const [on, requests] of closed) {
    const [request = '', body] = requests[0] ?? [''];
    note(on, await ask(request.replace('PARKED', parked), body, { 'x-api-key': 'wrong' }));
  }
  const tooLarge = `"${'x'.repeat(5 * 1024 * 1024)}"`;
  for (const { on, body } of operations) {
    const [request = ''] = asked[on]?.[0] ?? [''];
    if (body) note(on, await ask(request.replace('PARKED', parked), tooLarge));
  }
  await store.stop();
  await Promise.all(
    closed.map(async ([on, requests]) => {
      const [request = '', body] = requests[0] ?? [''];
      const reply = await ask(request.replace('PARKED', parked), body);
      expect(reply.headers.get('retry-after')).toBe('1');
      note(on, reply);
    }),
  );
  const found = Object.fromEntries(
    [...seen].map(([on, statuses]) => [on, [...statuses].sort((a, b) => a - b)]),
  );
  expect(found).toEqual(Object.fromEntries(operations.map(({ on }) => [on, statusesOf(on)])));
});

function schemaOf(on: string, status: number): z.ZodType | undefined {
  return status >= 400 ? errorSchema : operations.find((each) => each.on === on)?.answer;
}
