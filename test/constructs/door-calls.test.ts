import { randomBytes, randomUUID } from 'node:crypto';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoDbClient } from '../../lib/adapters/dynamodb/client.ts';
import { allDoors, type DoorName } from '../../lib/doors.ts';
import { closingStack } from '../../lib/local/closing.ts';
import { startDynamoDb } from '../../lib/local/dynamodb.ts';
import { createStores } from '../../lib/local/endpoints.ts';
import { environmentFor, localNames, useEnvironment } from '../../lib/local/environment.ts';
import { startHttpServer } from '../../lib/local/http-server.ts';
import { secretsManager } from '../../lib/local/secrets-manager.ts';
import { startTimestream } from '../../lib/local/timestream/start-timestream.ts';
import { setLogSink } from '../../lib/runtime/log.ts';
import { busEvent, context, httpEvent, queueEvent } from '../runtime/function-doubles.ts';
import { grantedCalls } from './granted-calls.ts';
import { recordingEndpoint } from './recording-endpoint.ts';

const calls = new Set<string>();
const { closing, close } = closingStack();
const adminKey = randomUUID();
const direct = { dynamoDb: '', timestream: '', secretsManager: '' };

/** The real doors, over local stores, with a listener on the line between them. */
beforeAll(async () => {
  setLogSink(() => undefined);
  const dynamoDb = closing(await startDynamoDb({}), (it) => it.stop());
  const timestream = closing(await startTimestream(), (it) => it.stop());
  const secret = secretsManager({ name: localNames.ADMIN_KEY_SECRET, value: adminKey }, '/secrets');
  const secrets = closing(await startHttpServer(0, secret), (it) => it.stop());
  Object.assign(direct, {
    dynamoDb: dynamoDb.endpoint,
    timestream: timestream.endpoint,
    secretsManager: secrets.url,
  });
  await createStores(direct);
  const tapped = async (endpoint: string) =>
    closing(await recordingEndpoint(endpoint, (call) => calls.add(call)), (it) => it.stop()).endpoint;
  const endpoints = {
    dynamoDb: await tapped(direct.dynamoDb),
    timestream: await tapped(direct.timestream),
    secretsManager: `${await tapped(direct.secretsManager)}/secrets`,
  };
  useEnvironment({ ...environmentFor(allDoors, endpoints, process.env), UNKNOWN_CUSTOMERS: 'park' });
  await furnish();
});
afterAll(close);

/** Whatever the stores hold before, the key of page tokens is one that somebody has to make. */
beforeEach(async () => {
  const client = dynamoDbClient(direct.dynamoDb);
  await client.send(
    new DeleteItemCommand({ TableName: localNames.TOKENS_TABLE, Key: { pk: { S: 'page-token-key' } } }),
  );
  client.destroy();
  calls.clear();
});

async function invoke(door: DoorName, event: unknown): Promise<unknown> {
  const { handler } = (await import(`../../functions/${door}.ts`)) as {
    handler: (event: unknown, context: unknown) => unknown;
  };
  return handler(JSON.parse(JSON.stringify(event)), context);
}

interface Asked {
  /** For the one parameter of the route. */
  readonly id?: string | undefined;
  readonly query?: string;
  readonly body?: unknown;
}

/** Asks a door as the gateway does; fails on an answer that is no success, for such a door has not done its work. */
async function ask(
  door: DoorName,
  route: string,
  { id = '', query = '', body }: Asked = {},
): Promise<{ data?: unknown }> {
  const [method = '', path = ''] = route.split(' ');
  const parameter = /\{(\w+)\}/.exec(path)?.[1];
  const event = httpEvent({
    method,
    routeKey: route,
    rawPath: path.replace(/\{\w+\}/, id),
    rawQueryString: query,
    ...(parameter === undefined ? {} : { pathParameters: { [parameter]: id } }),
    headers: { 'content-type': 'application/json' },
    authorizer: { lambda: { role: 'admin', id: 'admin' } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await invoke(door, event)) as { statusCode: number; body?: string };
  if (answer.statusCode >= 300) throw new Error(`${route}: ${answer.body}`);
  return answer.body ? JSON.parse(answer.body) : {};
}

const putCustomer = 'PUT /customers/{customerId}';
const resubmit = 'POST /rejections/{rejectionId}/resubmit';
const usage = (id: string, customerId: string) => ({ id, meterId: 'storage', customerId, value: 1 });
/** Too large, compressed, for the head of a rejection. */
const large = randomBytes(20_000).toString('base64');
const entry = (...events: readonly object[]) =>
  queueEvent(JSON.stringify(busEvent({ id: 'entry', detail: { events } })));
const tenant = (detail: object) => busEvent({ id: `tenant-${JSON.stringify(detail).length}`, detail });

async function furnish(): Promise<void> {
  for (const id of ['storage', 'calls', 'doomed'])
    await ask('create-meter', 'POST /meters', { body: { id, name: id, aggregation: 'SUM' } });
  for (const id of ['t-1', 't-2']) await ask('customers', putCustomer, { id, body: { name: id } });
  await ask('post-usage', 'POST /usage', { body: { events: [usage('e-1', 't-1'), usage('e-2', 't-2')] } });
  await invoke('ingest-usage-event', entry({ ...usage('lost', 't-1'), meterId: 'nowhere', note: large }));
  await invoke('create-customer', tenant({ email: 'first@example.com' }));
}

async function resubmitAndDismiss(): Promise<void> {
  await ask('rejections', 'GET /rejections', { query: 'limit=1' });
  const { data } = await ask('rejections', 'GET /rejections', { query: 'limit=100' });
  const parked = data as readonly { id: string; verb: string }[];
  const [lost, onboarding] = ['ingest', 'onboard'].map(
    (verb) => parked.find((each) => each.verb === verb)?.id,
  );
  await ask('rejections', resubmit, { id: lost, body: usage('e-2', 't-2') });
  await ask('rejections', resubmit, { id: onboarding, body: { tenantId: 't-3' } });
}

const work: Readonly<Record<DoorName, () => Promise<unknown>>> = {
  'create-meter': () => ask('create-meter', 'POST /meters', { body: { name: 'New', aggregation: 'COUNT' } }),
  'fetch-meter': () => ask('fetch-meter', 'GET /meters/{meterId}', { id: 'storage' }),
  'fetch-all-meters': () => ask('fetch-all-meters', 'GET /meters', { query: 'limit=1' }),
  'update-meter': () => ask('update-meter', 'PUT /meters/{meterId}', { id: 'calls', body: { unit: 'call' } }),
  'delete-meter': () => ask('delete-meter', 'DELETE /meters/{meterId}', { id: 'doomed' }),
  'fetch-usage': () =>
    ask('fetch-usage', 'GET /usage/{meterId}', { id: 'storage', query: 'groupBy=customerId&limit=1' }),
  'fetch-usage-events': () =>
    ask('fetch-usage-events', 'GET /usage/{meterId}/events', { id: 'storage', query: 'limit=1' }),
  'cancel-usage-events': () =>
    ask('cancel-usage-events', 'DELETE /usage', { body: { meterId: 'storage', ids: ['e-1'] } }),
  'ingest-usage-event': async () => {
    const delivery = entry(usage('e-3', 't-1'), { ...usage('e-4', 't-1'), meterId: 'gone', note: large });
    for (const _ of ['first', 'again']) await invoke('ingest-usage-event', delivery);
  },
  'post-usage': async () => {
    for (const _ of ['first', 'again']) await ask('post-usage', 'POST /usage', { body: usage('e-5', 't-1') });
  },
  'create-customer': async () => {
    await invoke('create-customer', tenant({ tenantId: 't-4' }));
    for (const _ of ['first', 'again']) await invoke('create-customer', tenant({ name: large }));
  },
  'delete-customer': async () => {
    await invoke('delete-customer', tenant({ tenantId: 't-4' }));
    for (const _ of ['first', 'again']) await invoke('delete-customer', tenant({ name: large }));
  },
  customers: async () => {
    await ask('customers', 'GET /customers', { query: 'limit=1' });
    await ask('customers', 'GET /customers/{customerId}', { id: 't-1' });
    await ask('customers', putCustomer, { id: 't-1', body: { tier: 'gold' } });
  },
  rejections: resubmitAndDismiss,
  openapi: () => ask('openapi', 'GET /openapi.json'),
  unrouted: () => invoke('unrouted', httpEvent({ rawPath: '/nowhere' })),
  authorize: () => invoke('authorize', { headers: { 'x-api-key': adminKey } }),
};

describe('at work, with duplicates, large rejections and pages that go on, no door leaves a grant unused', () => {
  it.each(allDoors.map(([name]) => name))('and %s makes no call that it was not granted', async (name) => {
    await work[name]();
    expect([...calls].toSorted()).toEqual(grantedCalls[name].toSorted());
  });
});
