import { describe, expect, onTestFinished, test } from 'vitest';
import { clockRoutes, isForClock } from '../../lib/local/clock-routes.ts';
import type { Incoming } from '../../lib/local/http-server.ts';
import { systemClock } from '../../lib/runtime/clock.ts';

const prepared: number[] = [];
const stores = {
  prepare: async (now: number) => {
    prepared.push(now);
  },
};
const answer = clockRoutes(systemClock, stores, 'mh_key');
const incoming = (parts: Partial<Incoming>): Incoming => ({
  method: 'PUT',
  target: '/_local/clock',
  httpVersion: '1.1',
  rawHeaders: [],
  headers: { 'x-api-key': 'mh_key' },
  body: Buffer.from('{"now":"2026-03-01T00:00:00+01:00"}'),
  sourceIp: '127.0.0.1',
  ...parts,
});

describe('the clock of a local house', () => {
  test('stops at an instant and runs again', async () => {
    onTestFinished(() => systemClock.thaw());
    const reply = await answer(incoming({}));
    expect([reply.statusCode, reply.body]).toEqual([200, '{"data":{"now":"2026-02-28T23:00:00.000Z"}}']);
    expect(systemClock.now()).toBe(Date.UTC(2026, 1, 28, 23));
    expect(prepared).toEqual([Date.UTC(2026, 1, 28, 23)]);
    expect((await answer(incoming({ method: 'DELETE' }))).statusCode).toBe(204);
    expect(systemClock.now()).not.toBe(Date.UTC(2026, 1, 28, 23));
  });

  test('obeys a bearer of the key', async () => {
    const reply = await answer(incoming({ method: 'DELETE', headers: { authorization: 'bearer mh_key' } }));
    expect(reply.statusCode).toBe(204);
  });

  test.each<[string, Partial<Incoming>, number, string]>([
    ['without a key', { headers: {} }, 401, 'identity.missing'],
    ['with another key', { headers: { 'x-api-key': 'mh_kez' } }, 401, 'identity.missing'],
    ['by GET', { method: 'GET' }, 405, 'route.method'],
    ['to no JSON', { body: Buffer.from('x') }, 400, 'request.malformed'],
    ['to null', { body: Buffer.from('null') }, 400, 'request.malformed'],
    ['to a number', { body: Buffer.from('{"now":1}') }, 400, 'request.malformed'],
    [
      'to a time without an offset',
      { body: Buffer.from('{"now":"2026-03-01T00:00:00"}') },
      400,
      'request.malformed',
    ],
    ['before 2000', { body: Buffer.from('{"now":"1999-12-31T23:59:59.999Z"}') }, 400, 'request.malformed'],
    ['to 2200', { body: Buffer.from('{"now":"2200-01-01T00:00:00Z"}') }, 400, 'request.malformed'],
    ['to year 9999', { body: Buffer.from('{"now":"9999-12-31T23:59:59Z"}') }, 400, 'request.malformed'],
  ])('is not set %s', async (_, parts, status, code) => {
    const reply = await answer(incoming(parts));
    expect([reply.statusCode, JSON.parse(String(reply.body))]).toMatchObject([
      status,
      { statusCode: status, code },
    ]);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  });

  test.each(['2000-01-01T00:00:00Z', '2199-12-31T23:59:59.999Z'])('is set to %s', async (now) => {
    onTestFinished(() => systemClock.thaw());
    expect((await answer(incoming({ body: Buffer.from(JSON.stringify({ now })) }))).statusCode).toBe(200);
    expect(systemClock.now()).toBe(Date.parse(now));
  });

  test('stays as it is when the stores cannot follow', async () => {
    const set = clockRoutes(systemClock, { prepare: () => Promise.reject(new Error('disk full')) }, 'mh_key');
    await expect(set(incoming({}))).rejects.toThrow('disk full');
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  });

  test('names the field that it cannot take', async () => {
    const reply = await answer(incoming({ body: Buffer.from('{"now":"2200-01-01T00:00:00Z"}') }));
    expect(JSON.parse(String(reply.body)).details).toEqual({
      problems: [
        {
          path: 'now',
          message: 'must be an instant from 2000-01-01 to before 2200-01-01, as RFC 3339 with an offset',
        },
      ],
    });
  });

  test.each([
    ['/_local/clock', true],
    ['/_local/clocks', false],
    ['/meters', false],
  ])('is at %s: %s', (target, expected) => {
    expect(isForClock(incoming({ target }))).toBe(expected);
  });
});
