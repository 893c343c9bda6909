import { beforeAll, describe, expect, test } from 'vitest';
import { conversation, until } from './conversation.ts';

const { ask, put, freeze } = conversation();
beforeAll(() => freeze('2026-03-01T12:00:00Z'));

const rejections = async (query = '') => (await ask(`GET /rejections?limit=100${query}`)).body.data;
const total = async (meterId: string): Promise<string> =>
  (await ask(`GET /usage/${meterId}?from=2026-02-01T00:00:00Z&to=2026-03-02T00:00:00Z`)).body.data.series[0]
    ?.points[0].value;

describe('events over the bus, §3, §6 and §7 of the contract', () => {
  test('of an entry of 500 events with 3 bad ones 497 count and 3 are parked with their reasons', async () => {
    await ask('POST /meters', { id: 'jobs', name: 'Jobs', aggregation: 'COUNT' });
    const events: unknown[] = Array.from({ length: 500 }, (_, i) => ({
      id: `j${i}`,
      meterId: 'jobs',
      customerId: 't',
    }));
    events[10] = { id: 'no customer', meterId: 'jobs' };
    events[20] = { id: 'no meter', meterId: 'nobody', customerId: 't' };
    events[30] = 'no object';
    await put('ingestUsage', [{ events }]);
    expect(
      await until(
        () => total('jobs'),
        (value) => value === '497',
      ),
    ).toBe('497');
    const parked = await until(rejections, (list) => list.length >= 3);
    expect(parked.map(({ code }: { code: string }) => code).sort()).toEqual([
      'customer.missing',
      'meter.not-found',
      'request.malformed',
    ]);
    const [missing] = await rejections('&code=customer.missing');
    expect(missing).toMatchObject({
      event: { id: 'no customer', meterId: 'jobs' },
      source: 'eventbridge',
      meterId: 'jobs',
      entry: { position: 10 },
      receivedAt: '2026-03-01T12:00:00.000Z',
      message: expect.stringContaining('customerId'),
    });
    const corrected = { ...missing.event, customerId: 't' };
    const again = await ask(`POST /rejections/${missing.id}/resubmit`);
    expect(again).toMatchObject({ status: 200, body: { summary: { rejected: 1 } } });
    const mended = await ask(`POST /rejections/${missing.id}/resubmit`, corrected);
    expect(mended.body).toMatchObject({ data: [{ status: 'accepted' }], summary: { accepted: 1 } });
    expect(await total('jobs')).toBe('498');
    expect((await ask(`POST /rejections/${missing.id}/resubmit`)).status).toBe(404);
    const [other] = await rejections('&meterId=nobody');
    expect((await ask(`DELETE /rejections/${other.id}`)).status).toBe(204);
    expect((await ask(`DELETE /rejections/${other.id}`)).status).toBe(204);
    expect(await rejections()).toHaveLength(1);
  });

  test.each(['sbt_aws_ingestUsage', 'INGEST_USAGE'])('%s is understood as well', async (detailType) => {
    await ask('POST /meters', { id: detailType, name: 'x', aggregation: 'SUM' });
    // Neither id nor time: the envelope lends both, and its id keeps redeliveries apart from new events.
    const detail = `{"tenantId":"t","meterApiName":"${detailType}","meterValue":9007199254740993,"plan":"gold"}`;
    await put(detailType, [detail, detail]);
    expect(
      await until(
        () => total(detailType),
        (value) => value !== undefined,
      ),
    ).toMatch(/^(9007199254740993|18014398509481986)$/);
    await until(
      () => total(detailType),
      (value) => value === '18014398509481986',
    );
  });

  test('a conflict over the bus is parked, a duplicate is not', async () => {
    await ask('POST /meters', { id: 'once', name: 'Once', aggregation: 'SUM' });
    const event = { id: 'e', meterId: 'once', customerId: 't', value: 1 };
    await ask('POST /usage', event);
    await put('ingestUsage', [event, { ...event, value: 2 }]);
    const parked = await until(
      () => rejections('&meterId=once'),
      (list) => list.length > 0,
    );
    expect(parked).toMatchObject([{ code: 'event.conflict', event: { value: 2 } }]);
    expect(await total('once')).toBe('1');
  });

  test('tenants come and go by events, and may be changed over HTTP', async () => {
    const detail = {
      tenantId: 't-9',
      tenantRegistrationId: 'r',
      tenantName: 'Nine',
      email: 'a@b.c',
      tier: ['odd'],
      prices: { a: 1 },
    };
    await put('onboardingRequest', [detail]);
    const { body } = await until(
      () => ask('GET /customers/t-9'),
      ({ status }) => status === 200,
    );
    expect(body.data).toMatchObject({
      id: 't-9',
      name: 'Nine',
      email: 'a@b.c',
      status: 'active',
      traits: { tenantRegistrationId: 'r', tier: ['odd'], prices: { a: 1 } },
    });
    expect(body.data).not.toHaveProperty('tier');
    await put('sbt_aws_offboardingRequest', [{ ...detail, sbtaws_active: false }, { tenantId: 'stranger' }]);
    const inactive = ({ body }: { body: { data?: { status: string } } }) => body.data?.status === 'inactive';
    await until(() => ask('GET /customers/t-9'), inactive);
    await until(() => ask('GET /customers/stranger'), inactive);
    expect((await ask('PUT /customers/t-9', { tier: 'gold', status: 'active' })).body.data).toMatchObject({
      tier: 'gold',
      status: 'active',
      traits: {},
    });
    const ids = (await ask('GET /customers')).body.data.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['stranger', 't-9']);
    expect((await ask('GET /customers/nobody')).body.code).toBe('customer.not-found');
    expect((await ask('PUT /customers/t-9', { colour: 'blue' })).status).toBe(400);
  });

  test('an onboarding without a tenant is parked, and can be resubmitted with one', async () => {
    await put('onboardingRequest', [{ tenantRegistrationId: 'marketplace' }]);
    const [parked] = await until(
      () => rejections('&code=customer.missing'),
      (list) => list.length > 0,
    );
    expect(parked).toMatchObject({ verb: 'onboard', event: { tenantRegistrationId: 'marketplace' } });
    const reply = await ask(`POST /rejections/${parked.id}/resubmit`, { ...parked.event, tenantId: 'found' });
    expect(reply.body.data).toEqual([{ id: parked.id, status: 'accepted' }]);
    expect((await ask('GET /customers/found')).status).toBe(200);
  });

  test('what is no usage at all is parked whole', async () => {
    await put('ingestUsage', [{ events: 'many' }]);
    const parked = await until(
      () => rejections('&code=request.malformed'),
      (list) => list.some(({ event }: { event: { events?: unknown } }) => event.events === 'many'),
    );
    expect(parked.length).toBeGreaterThan(0);
  });

  test('rejections come newest first, page by page', async () => {
    const details = Array.from({ length: 5 }, (_, i) => ({ id: `bad-${i}`, meterId: 'missing' }));
    for (const [i, detail] of details.entries()) {
      await freeze(`2026-03-01T12:00:0${i + 1}Z`);
      await put('ingestUsage', [detail]);
      await until(
        () => rejections('&meterId=missing'),
        (list) => list.length === i + 1,
      );
    }
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const { body } = await ask(
        `GET /rejections?meterId=missing&limit=2${token ? `&next_token=${token}` : ''}`,
      );
      seen.push(...body.data.map(({ event }: { event: { id: string } }) => event.id));
      token = body.next_token;
    } while (token);
    expect(seen).toEqual(['bad-4', 'bad-3', 'bad-2', 'bad-1', 'bad-0']);
  });

  test('halves of characters are parked like anything else', async () => {
    const half = '\\ud800';
    await put('ingestUsage', [`{"id":"half","meterId":"${half}","customerId":"${half}","value":1}`]);
    await put('onboardingRequest', [`{"tenantId":"${half}"}`, `{"tenantId":"whole","tenantName":"${half}"}`]);
    const parked = await until(
      () => rejections(),
      (list) =>
        list.filter(
          ({ event }: { event: { id?: string; tenantId?: string } }) =>
            event.id === 'half' || event.tenantId === '\ud800',
        ).length === 2,
    );
    expect(parked.length).toBeGreaterThan(1);
    const { body } = await until(
      () => ask('GET /customers/whole'),
      ({ status }) => status === 200,
    );
    expect(body.data).toMatchObject({ traits: { tenantName: '\ud800' } });
    expect(body.data).not.toHaveProperty('name');
  });

  test('a crowd that changes one thing at once is let in one by one', async () => {
    await ask('POST /meters', { id: 'crowded', name: 'Crowded', aggregation: 'SUM' });
    const crowd = Array.from({ length: 40 }, (_, i) => i);
    const meters = await Promise.all(crowd.map((i) => ask('PUT /meters/crowded', { unit: `u${i}` })));
    const customers = await Promise.all(crowd.map((i) => ask('PUT /customers/crowded', { name: `n${i}` })));
    expect(new Set([...meters, ...customers].map(({ status }) => status))).toEqual(new Set([200]));
    expect((await ask('GET /meters/crowded')).body.data.version).toBe(41);
  });
});
