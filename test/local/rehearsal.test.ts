import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HouseUnderTest, startHouse } from './house.ts';

let house: HouseUnderTest;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => {
  await house.stop();
});

async function ask(method: string, path: string, body?: unknown) {
  const reply = await fetch(house.url + path, {
    method,
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const DAY = 86_400_000;
const isoIn = (millis: number): string => new Date(Date.now() + millis).toISOString();
const anEvent = (meterId: string, id: string) => ({ id, meterId, customerId: 't-1', value: '1' });
const aMeter = (id: string) => ask('POST', '/meters', { id, name: id, aggregation: 'SUM' });

const usageUpTo = (meterId: string, to: string) =>
  ask('GET', `/usage/${meterId}?from=2026-01-01T00:00:00Z&to=${to}`);

test.each([
  ['2 days ahead', isoIn(2 * DAY)],
  ['in the last year there is', '2199-06-01T00:00:00Z'],
])('what was taken with the clock %s stays a part of the house', async (when, now) => {
  const meterId = `ahead-${when.length}`;
  const beyond = new Date(Date.parse(now) + DAY).toISOString();
  await aMeter(meterId);
  expect((await ask('PUT', '/_local/clock', { now })).status).toBe(200);
  const first = anEvent(meterId, 'a');
  expect((await ask('POST', '/usage', first)).body).toMatchObject({ summary: { accepted: 1 } });
  expect((await ask('DELETE', '/_local/clock')).status).toBe(204);

  const batch = { events: [first, anEvent(meterId, 'b')] };
  expect(await ask('POST', '/usage', first)).toMatchObject({
    status: 200,
    body: { summary: { duplicate: 1 } },
  });
  expect(await ask('POST', '/usage', batch)).toMatchObject({
    status: 200,
    body: { summary: { duplicate: 1, accepted: 1 } },
  });
  expect(await usageUpTo(meterId, beyond)).toMatchObject({
    body: { data: { series: [{ points: [{ value: '2' }] }] } },
  });

  await house.restart();
  expect((await ask('POST', '/usage', first)).body).toMatchObject({ summary: { duplicate: 1 } });
  expect(await ask('DELETE', '/usage', { meterId, customerId: 't-1', ids: ['a'] })).toMatchObject({
    status: 200,
    body: { data: { cancelled: 1 } },
  });
  expect(await usageUpTo(meterId, beyond)).toMatchObject({
    body: { data: { series: [{ points: [{ value: '1' }] }] } },
  });
});

test('the clock stops in no year that has no usage', async () => {
  expect(await ask('PUT', '/_local/clock', { now: '9999-01-01T00:00:00Z' })).toMatchObject({
    status: 400,
    body: { code: 'request.malformed', details: { problems: [{ path: 'now' }] } },
  });
});
