import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../lib/core/usage-query.ts';
import { fetchUsage, fetchUsageEvents } from '../../../lib/dialects/imetering/usage.ts';
import { aMeter } from '../../fixtures/meter.ts';
import { aRequest } from '../../fixtures/request.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry } from '../../fixtures/usage.ts';
import { answerOf, problemPaths, questionOf } from './asked-metering.ts';

const params = { meterId: 'api_calls' };
const asked = async (query: string): Promise<unknown> =>
  (await questionOf(fetchUsage, aRequest({ params, query })))[0];
const askedEvents = async (query: string): Promise<unknown> =>
  (await questionOf(fetchUsageEvents, aRequest({ params, query })))[0];

const nothing = { meterId: 'api_calls', filters: new Map(), deleted: false };
const plain = { ...nothing, window: 'NONE', timeZone: 'UTC', groupBy: [], limit: 1000 };

describe('the question GET /usage/{meterId}', () => {
  it.each<[string, object]>([
    ['', {}],
    ['from=2026-01-01T00:00:00Z&to=1767312000000', { from: NEW_YEAR, to: NEW_YEAR + 86_400_000 }],
    ['from=2026-01-01T05:45:00+05:45', { from: NEW_YEAR }],
    [
      'startTimeInSeconds=1767225600&endTimeInSeconds=1767312000',
      { from: NEW_YEAR, to: NEW_YEAR + 86_400_000 },
    ],
    ['from=0&endTimeInSeconds=1', { from: 0, to: 1000 }],
    ['window=HOUR', { window: 'HOUR' }],
    ['window=week&timezone=Asia/Kathmandu', { window: 'WEEK', timeZone: 'Asia/Kathmandu' }],
    ['customerId=t-1', { customerIds: ['t-1'] }],
    ['customerId=t-1,t-2', { customerIds: ['t-1', 't-2'] }],
    ['customerId=t-1&customerId=a,b', { customerIds: ['t-1', 'a,b'] }],
    ['groupBy=customerId,region', { groupBy: ['customerId', 'region'] }],
    ['groupBy=customerId&groupBy=region,%20plan', { groupBy: ['customerId', 'region', 'plan'] }],
    [
      'filter.region=eu,us&filter.plan=',
      {
        filters: new Map([
          ['region', ['eu', 'us']],
          ['plan', ['']],
        ]),
      },
    ],
    ['filter.a.b=x%252Cy', { filters: new Map([['a.b', ['x,y']]]) }],
    ['filter.__proto__=x', { filters: new Map([['__proto__', ['x']]]) }],
    ['deleted=true&limit=10000&next_token=abc', { deleted: true, limit: 10_000, token: 'abc' }],
  ])('may say %j', async (query, parts) => {
    expect(await asked(query)).toEqual({ ...plain, ...parts });
  });

  it.each<[string, string[]]>([
    ['window=YEAR', ['window']],
    ['window=', ['window']],
    ['window=DAY&window=DAY', ['window']],
    ['timezone=Mars/Olympus', ['timezone']],
    ['timezone=%2B05:30', ['timezone']],
    ['groupBy=', ['groupBy']],
    ['groupBy=region,', ['groupBy']],
    ['groupBy=region,region', ['groupBy']],
    ['from=yesterday&to=2026-01-01', ['from', 'to']],
    ['from=0&startTimeInSeconds=0', ['startTimeInSeconds']],
    ['to=0&endTimeInSeconds=1', ['endTimeInSeconds']],
    ['startTimeInSeconds=2026-01-01T00:00:00Z', ['startTimeInSeconds']],
    ['limit=10001', ['limit']],
    ['limit=0', ['limit']],
    ['deleted=yes', ['deleted']],
    ['region=eu', ['region']],
    ['filters.region=eu', ['filters.region']],
    ['tenantId=t-1', ['tenantId']],
    [`customerId=${Array(60).fill('t').join()}&filter.a=${Array(41).fill('a').join()}`, ['filter']],
    [`filter.region=${'x'.repeat(257)}`, ['filter']],
    ['window=YEAR&timezone=x&groupBy=&limit=x&what=1', ['window', 'timezone', 'groupBy', 'limit', 'what']],
  ])('may not say %j', async (query, paths) => {
    expect(await problemPaths(asked(query))).toEqual(paths);
  });

  it('may have a hundred conditions in all', async () => {
    const query = `customerId=${Array(60).fill('t').join()}&filter.a=${Array(40).fill('a').join()}`;
    expect(await asked(query)).toMatchObject({ customerIds: Array(60).fill('t') });
  });
});

describe('the question GET /usage/{meterId}/events', () => {
  it.each<[string, object]>([
    ['', { limit: 100 }],
    [
      'from=1&to=2&customerId=t-1&filter.region=eu&limit=1000&next_token=abc&deleted=true',
      {
        from: 1,
        to: 2,
        customerIds: ['t-1'],
        filters: new Map([['region', ['eu']]]),
        limit: 1000,
        token: 'abc',
        deleted: true,
      },
    ],
  ])('may say %j', async (query, parts) => {
    expect(await askedEvents(query)).toEqual({ ...nothing, ...parts });
  });

  it.each<[string, string[]]>([
    ['limit=1001', ['limit']],
    ['window=DAY&groupBy=region', ['window', 'groupBy']],
  ])('may not say %j', async (query, paths) => {
    expect(await problemPaths(askedEvents(query))).toEqual(paths);
  });
});

describe('answers about usage', () => {
  const usage: Usage = {
    meter: aMeter({ unit: 'GB' }),
    from: NEW_YEAR,
    to: NEW_YEAR + 7200_000,
    window: 'HOUR',
    timeZone: 'Asia/Kathmandu',
    series: [
      { group: new Map(), points: [] },
      {
        group: new Map([
          ['customerId', 't-1'],
          ['__proto__', ''],
        ]),
        points: [{ start: NEW_YEAR - 900_000, end: NEW_YEAR + 2700_000, value: '9007199254740993.1' }],
      },
    ],
  };
  const data = {
    meterId: 'api_calls',
    aggregation: 'SUM',
    unit: 'GB',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T02:00:00.000Z',
    window: 'HOUR',
    timezone: 'Asia/Kathmandu',
    series: [
      { group: {}, points: [] },
      {
        group: JSON.parse('{"customerId":"t-1","__proto__":""}'),
        points: [
          {
            start: '2025-12-31T23:45:00.000Z',
            end: '2026-01-01T00:45:00.000Z',
            value: '9007199254740993.1',
          },
        ],
      },
    ],
  };

  it('are series of exact texts, in UTC', async () => {
    expect((await answerOf(fetchUsage, { fetchUsage: usage })).body).toEqual({ data });
    expect((await answerOf(fetchUsage, { fetchUsage: { ...usage, nextToken: 'more' } })).body).toEqual({
      data,
      next_token: 'more',
    });
  });

  it('are events one by one, cancelled ones marked', async () => {
    const counted = anEntry({ id: 'b', value: undefined, dimensions: {} });
    const cancelled = anEntry({ dimensions: { region: '' } }, { cancelledAt: NEW_YEAR + 5000 });
    const page = { items: [cancelled, counted], nextToken: 'more' };
    expect((await answerOf(fetchUsageEvents, { listUsageEvents: page })).body).toEqual({
      data: [
        {
          id: 'evt-1',
          meterId: 'api_calls',
          customerId: 't-1',
          value: '1',
          time: '2026-01-01T00:00:00.000Z',
          dimensions: { region: '' },
          receivedAt: '2026-01-01T00:00:01.000Z',
          cancelled: true,
          cancelledAt: '2026-01-01T00:00:05.000Z',
        },
        {
          id: 'b',
          meterId: 'api_calls',
          customerId: 't-1',
          time: '2026-01-01T00:00:00.000Z',
          dimensions: {},
          receivedAt: '2026-01-01T00:00:01.000Z',
        },
      ],
      next_token: 'more',
    });
  });
});
