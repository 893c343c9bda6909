import { EventEmitter, once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { type HouseUnderTest, startHouse } from './house.ts';

const METER = 'calls';
const JANUARY = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

async function ask<Answer>(house: HouseUnderTest, method: string, path: string, body?: unknown) {
  const reply = await fetch(house.url + path, {
    method,
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(reply.status, `${method} ${path}`).toBeLessThan(300);
  return (await reply.json()) as Answer;
}

interface UsageEvent {
  readonly id: string;
  readonly value: string;
}

/** A thousand events, each of 0.1, spread over the days of a month. */
const aBatch = (name: string): UsageEvent[] =>
  Array.from({ length: 1000 }, (_, n) => ({
    id: `${name}-${n}`,
    meterId: METER,
    customerId: `t-${n % 7}`,
    value: '0.1',
    time: new Date(Date.UTC(2026, 0, 1 + (n % 31), 12, 0, 0, n)).toISOString(),
  }));

interface Summary {
  readonly accepted: number;
  readonly duplicate: number;
}

/** Resolves to the verdicts, which come when what was accepted is durable. */
const post = async (house: HouseUnderTest, events: readonly UsageEvent[]): Promise<Summary> =>
  (await ask<{ summary: Summary }>(house, 'POST', '/usage', { events })).summary;

/** Resolves when the bus has kept the batch, as two entries. */
async function put(house: HouseUnderTest, events: readonly UsageEvent[]): Promise<void> {
  const client = new EventBridgeClient({
    endpoint: house.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  try {
    const entries = [events.slice(0, 500), events.slice(500)].map((half) => ({
      Source: 'shop',
      DetailType: 'ingestUsage',
      Detail: JSON.stringify({ events: half }),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries: entries }));
    expect(answer.FailedEntryCount).toBe(0);
  } finally {
    client.destroy();
  }
}

/** Every page of the audit list. */
async function audit(house: HouseUnderTest): Promise<{ id: string; value: string; cancelled?: boolean }[]> {
  const listed = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const page: { data: { id: string; value: string }[]; next_token?: string } = await ask(
      house,
      'GET',
      `/usage/${METER}/events?${JANUARY}&limit=1000${next && `&next_token=${encodeURIComponent(next)}`}`,
    );
    listed.push(...page.data);
    next = page.next_token;
  }
  return listed;
}

const inQueue = (house: HouseUnderTest, folder: 'messages' | 'dead'): string[] =>
  readdirSync(join(house.dataFolder, 'queues', 'ingest-usage-event', folder));

test('a house that is killed while usage comes in has all of it once, after all of it is sent again', async () => {
  const house = await startHouse();
  onTestFinished(async () => {
    await house.stop();
  });
  await ask(house, 'POST', '/meters', { id: METER, name: METER, aggregation: 'SUM' });

  const sent: UsageEvent[][] = [];
  const acknowledged = new Set<readonly UsageEvent[]>();
  const acknowledgement = new EventEmitter();
  const first = once(acknowledgement, 'batch');
  const client = async (name: string, batches: number): Promise<void> => {
    for (let n = 0; n < batches; n++) {
      const batch = aBatch(`${name}-${n}`);
      sent.push(batch);
      expect(await post(house, batch)).toMatchObject({ accepted: 1000, duplicate: 0 });
      acknowledged.add(batch);
      acknowledgement.emit('batch');
    }
  };
  const [bus1, bus2] = [aBatch('bus-1'), aBatch('bus-2')];
  await put(house, bus1);
  // The last of these has more to send than a house can take before it is killed.
  const clients = Promise.allSettled([client('a', 1), client('b', 100)]);
  await Promise.race([first, clients]);
  const last = Promise.allSettled([put(house, bus2)]);
  // Into the middle of a batch, mostly; the test holds wherever it is.
  await sleep(300);
  await house.kill9();
  await last;
  const interrupted = (await clients).flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(interrupted.length).toBeGreaterThan(0);
  expect(interrupted).toEqual(interrupted.map(() => expect.any(TypeError)));
  expect(acknowledged.size).toBeGreaterThan(0);

  await house.restart();
  const resend = async (batch: readonly UsageEvent[]): Promise<void> => {
    const { accepted, duplicate } = await post(house, batch);
    expect(accepted + duplicate).toBe(1000);
    if (acknowledged.has(batch)) expect(duplicate).toBe(1000);
  };
  await Promise.all([...sent.map(resend), put(house, bus1), put(house, bus2)]);
  while (inQueue(house, 'messages').length > 0) await sleep(20);

  const all = [...sent, bus1, bus2].flat();
  const total = await ask(house, 'GET', `/usage/${METER}?${JANUARY}`);
  expect(total).toMatchObject({ data: { series: [{ points: [{ value: `${all.length / 10}` }] }] } });
  const listed = await audit(house);
  expect(listed.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  expect(listed.filter(({ value, cancelled }) => value !== '0.1' || cancelled)).toEqual([]);
  expect(await ask(house, 'GET', '/rejections')).toEqual({ data: [] });
  expect(inQueue(house, 'dead')).toEqual([]);
}, 120_000);
