import { describe, expect, it } from 'vitest';
import type { Metering } from '../../../lib/core/metering.ts';
import { MAX_TRAITS_BYTES } from '../../../lib/dialects/imetering/customer-traits.ts';
import { fetchAllCustomers, fetchCustomer, putCustomer } from '../../../lib/dialects/imetering/customers.ts';
import {
  applyTenantEvent,
  offboardDeliveries,
  onboardDeliveries,
} from '../../../lib/dialects/imetering/tenant-events.ts';
import type { Delivery } from '../../../lib/http/delivery.ts';
import { parseJson } from '../../../lib/http/json.ts';
import { aCustomer } from '../../fixtures/customer.ts';
import { aRequest } from '../../fixtures/request.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { answerOf, askedMetering, problemPaths, questionOf } from './asked-metering.ts';

const put = async (body: unknown): Promise<unknown> =>
  (await questionOf(putCustomer, aRequest({ body, params: { customerId: 't-1' } })))[0];

describe('a customer that is put', () => {
  it.each([
    [{}, { id: 't-1', traits: {} }],
    [
      {
        id: 't-1',
        name: 'One',
        email: 'a@b.c',
        tier: 'gold',
        traits: { a: [1, { b: null }] },
        status: 'inactive',
      },
      undefined,
    ],
    [{ traits: parseJson('{"n": 1}') }, { id: 't-1', traits: { n: 1 } }],
  ])('may be %j', async (body, draft) => {
    expect(await put(body)).toEqual(draft ?? body);
  });

  it('keeps numbers beyond a double as texts', async () => {
    expect(await put('{"traits":{"n":9007199254740993,"list":[1e400,1]}}')).toEqual({
      id: 't-1',
      traits: { n: '9007199254740993', list: ['1e400', 1] },
    });
  });

  it.each<[unknown, string[]]>([
    [{ id: 't-2' }, ['id']],
    [{ name: 1, email: null, tier: [] }, ['name', 'email', 'tier']],
    [{ name: 'n'.repeat(1025), email: 'e'.repeat(1025), tier: 't'.repeat(257) }, ['name', 'email', 'tier']],
    [{ traits: 'x' }, ['traits']],
    [{ traits: [] }, ['traits']],
    ['{"traits":12345678901234567890}', ['traits']],
    [{ traits: { a: 'x'.repeat(MAX_TRAITS_BYTES) } }, ['traits']],
    [{ status: 'asleep' }, ['status']],
    [{ tenantName: 'One' }, ['tenantName']],
    ['', ['']],
  ])('may not be %j', async (body, paths) => {
    expect(await problemPaths(put(body))).toEqual(paths);
  });

  it('may have 32 KiB of traits, and not one byte more', async () => {
    const traits = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
    expect(await put({ traits: traits(MAX_TRAITS_BYTES) })).toMatchObject({ id: 't-1' });
    expect(await problemPaths(put({ traits: traits(MAX_TRAITS_BYTES + 1) }))).toEqual(['traits']);
  });
});

describe('answers about customers', () => {
  const api = {
    id: 't-1',
    name: 'Tenant One',
    email: 'one@example.com',
    tier: 'basic',
    traits: {},
    status: 'active',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };

  it('are a customer under data, its version kept to ourselves', async () => {
    expect((await answerOf(fetchCustomer, { fetchCustomer: aCustomer() })).body).toEqual({ data: api });
    expect((await answerOf(putCustomer, { saveCustomer: aCustomer() }, { body: {} })).body).toEqual({
      data: api,
    });
    const page = { items: [aCustomer()], nextToken: 'more' };
    expect((await answerOf(fetchAllCustomers, { fetchAllCustomers: page })).body).toEqual({
      data: [api],
      next_token: 'more',
    });
  });
});

describe('a tenant event', () => {
  const applied = async (verb: 'onboard' | 'offboard', detail: unknown) => {
    const { metering, asked } = askedMetering();
    return { refused: await applyTenantEvent(metering, verb, detail), asked };
  };

  it.each([
    ['onboard', 'onboardCustomer'],
    ['offboard', 'offboardCustomer'],
  ] as const)('that is to %s a tenant does so', async (verb, called) => {
    const { refused, asked } = await applied(verb, {
      tenantId: 't-1',
      tenantName: 'One',
      email: 'a@b.c',
      tier: 'gold',
      prices: [{ id: 'p' }],
      tenantRegistrationId: 'r-1',
    });
    expect(refused).toBeUndefined();
    expect(asked).toEqual([
      {
        verb: called,
        with: [
          {
            id: 't-1',
            name: 'One',
            email: 'a@b.c',
            tier: 'gold',
            traits: { prices: [{ id: 'p' }], tenantRegistrationId: 'r-1' },
          },
        ],
      },
    ]);
  });

  it('needs no more than the tenant, and keeps what is no text as a trait', async () => {
    expect((await applied('onboard', { tenantId: 't-1' })).asked[0]?.with).toEqual([
      { id: 't-1', traits: {} },
    ]);
    const odd = { tenantId: 't-1', tenantName: ['One'], email: null, tier: { level: 1 }, name: 'x' };
    expect((await applied('onboard', odd)).asked[0]?.with).toEqual([
      { id: 't-1', traits: { tenantName: ['One'], tier: { level: 1 }, name: 'x' } },
    ]);
  });

  it('keeps a text that is too long as a trait', async () => {
    const long = { tenantId: 't-1', tenantName: 'n'.repeat(1025), tier: 't'.repeat(257) };
    expect((await applied('onboard', long)).asked[0]?.with).toEqual([
      { id: 't-1', traits: { tenantName: long.tenantName, tier: long.tier } },
    ]);
  });

  it.each([
    [{ tenantId: 't-1', tenantName: 'x'.repeat(MAX_TRAITS_BYTES) }, 'request.malformed'],
    [{ tenantRegistrationId: 'marketplace' }, 'customer.missing'],
    [{ tenantId: '' }, 'customer.missing'],
    [{ tenantId: 7 }, 'customer.missing'],
    [{ tenantId: null }, 'customer.missing'],
    [{ tenantId: 't'.repeat(257) }, 'customer.missing'],
    ['t-1', 'request.malformed'],
    [['t-1'], 'request.malformed'],
    [null, 'request.malformed'],
    [{ tenantId: 't-1', blob: 'x'.repeat(MAX_TRAITS_BYTES) }, 'request.malformed'],
  ])('is refused where it can never be done: %j', async (detail, code) => {
    const { refused, asked } = await applied('onboard', detail);
    expect(refused).toMatchObject({ code });
    expect(asked).toEqual([]);
  });
});

describe('deliveries of tenant events', () => {
  const delivery = (parts: Partial<Delivery> = {}): Delivery => ({
    id: 'envelope',
    time: NEW_YEAR,
    detail: { tenantId: 't-1' },
    ...parts,
  });

  it.each([
    ['onboard', onboardDeliveries, 'onboardCustomer'],
    ['offboard', offboardDeliveries, 'offboardCustomer'],
  ] as const)(
    'to %s are done each for itself; what can never be done is parked',
    async (verb, consume, called) => {
      const { metering, asked } = askedMetering();
      const marketplace = { tenantRegistrationId: 'm' };
      const faults = await consume(metering, [
        delivery(),
        delivery({ id: 'second', detail: marketplace }),
        delivery({ id: 'third', detail: '{', malformed: 'no JSON' }),
      ]);
      expect(faults).toEqual([undefined, undefined, undefined]);
      expect(asked.filter((each) => each.verb === called)).toHaveLength(1);
      const parked = asked
        .filter((each) => each.verb === 'parkRejections')
        .map((each) => each.with as Parameters<Metering['parkRejections']>)
        .sort(([, [a]], [, [b]]) => String(a?.refusal.code).localeCompare(String(b?.refusal.code)));
      expect(parked.map(([source, refused, parkedVerb]) => [source, refused.length, parkedVerb])).toEqual([
        ['eventbridge', 1, verb],
        ['eventbridge', 1, verb],
      ]);
      const [first, second] = parked.map(([, [refused]]) => refused);
      expect(first?.refusal.code).toBe('customer.missing');
      expect(first?.submitted.original()).toBe(JSON.stringify(marketplace));
      expect(first?.submitted).toMatchObject({
        entry: { id: 'second', position: 0 },
        envelopeTime: NEW_YEAR,
      });
      expect(second?.refusal).toEqual({ code: 'request.malformed', message: 'no JSON' });
    },
  );

  it('come again where a store failed, be it the one for parked events', async () => {
    const fault = new Error('no table');
    const failing = { onboardCustomer: fault, parkRejections: fault };
    const { metering } = askedMetering(failing);
    expect(await onboardDeliveries(metering, [delivery(), delivery({ detail: {} })])).toEqual([fault, fault]);
  });
});
