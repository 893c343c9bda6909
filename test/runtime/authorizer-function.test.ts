import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Identities } from '../../lib/core/ports/index.ts';
import { authorizerFunction } from '../../lib/runtime/authorizer-function.ts';
import { context } from './function-doubles.ts';

/** Lets the key `good` in, and remembers the keys that it was asked about. */
function doorman() {
  const keys: string[] = [];
  const identities: Identities = {
    async authenticate(key) {
      keys.push(key);
      return key === 'good' ? { id: 'key-1', role: 'admin' } : undefined;
    },
  };
  const handler = authorizerFunction(() => identities);
  const ask = (headers?: Record<string, string | undefined>) =>
    handler({ headers } as APIGatewayRequestAuthorizerEventV2, context);
  return { ask, keys };
}
const nobody = { isAuthorized: true, context: { role: 'none' } };
const admin = { isAuthorized: true, context: { role: 'admin', id: 'key-1' } };

describe('the authorizer', () => {
  it.each([
    { 'x-api-key': 'good' },
    { 'X-API-KEY': 'good' },
    { authorization: 'Bearer good' },
    { Authorization: 'bearer   good ' },
    { 'x-api-key': 'good', authorization: 'Bearer other' },
  ])('names who comes with %j', async (headers) => {
    expect(await doorman().ask(headers)).toEqual(admin);
  });

  it.each([
    { 'x-api-key': 'bad' },
    { authorization: 'Bearer bad' },
    { 'x-api-key': 'bad', authorization: 'Bearer good' },
  ])('lets in as nobody who comes with %j, and the door refuses in its own words', async (headers) => {
    const { ask, keys } = doorman();
    expect(await ask(headers)).toEqual(nobody);
    expect(keys).toEqual(['bad']);
  });

  it.each([
    undefined,
    {},
    { 'x-api-key': '' },
    { 'x-api-key': undefined },
    { 'x-api-key': 'k'.repeat(513) },
    { authorization: 'good' },
    { authorization: 'Basic Z29vZDo=' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer ' },
    { authorization: 'Bearer good bad' },
    { authorization: `Bearer ${'k'.repeat(513)}` },
    { cookie: 'x-api-key=good' },
  ])('asks nobody about %j', async (headers) => {
    const { ask, keys } = doorman();
    expect(await ask(headers)).toEqual(nobody);
    expect(keys).toEqual([]);
  });

  it('asks about a key of up to 512 characters', async () => {
    const { ask, keys } = doorman();
    await ask({ 'x-api-key': 'k'.repeat(512) });
    expect(keys).toEqual(['k'.repeat(512)]);
  });

  it('lets a fault fly, so that nobody comes in by it', async () => {
    const fault = new Error('no secret');
    const handler = authorizerFunction(() => ({ authenticate: () => Promise.reject(fault) }));
    const event = { headers: { 'x-api-key': 'good' } } as unknown as APIGatewayRequestAuthorizerEventV2;
    await expect(handler(event, context)).rejects.toBe(fault);
  });

  it('makes its identities only when there is a key to ask about', async () => {
    let made = 0;
    const handler = authorizerFunction(() => {
      made++;
      return { authenticate: async () => undefined };
    });
    await handler({ headers: {} } as APIGatewayRequestAuthorizerEventV2, context);
    expect(made).toBe(0);
  });
});
