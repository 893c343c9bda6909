import { describe, expect, it } from 'vitest';
import type { CancelSelection } from '../../../lib/core/cancel-usage.ts';
import { cancelUsageEvents } from '../../../lib/dialects/imetering/cancellation.ts';
import { aRequest } from '../../fixtures/request.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { answerOf, problemPaths, questionOf, refusalOf } from './asked-metering.ts';

const asked = async (request: Parameters<typeof aRequest>[0]): Promise<CancelSelection> =>
  (await questionOf(cancelUsageEvents, aRequest(request)))[0] as CancelSelection;
const byBody = (body: unknown) => asked({ body });
const byQuery = (query: string) => asked({ query });

const who = { meterId: 'api_calls', customerId: 't-1' };
const DAY = 86_400_000;
const range = { from: NEW_YEAR, to: NEW_YEAR + DAY };
const seconds = { startTimeInSeconds: range.from / 1000, endTimeInSeconds: range.to / 1000 };
const none = new Map();

describe('a cancellation in the body', () => {
  it.each<[string, unknown, CancelSelection]>([
    ['ids', { ...who, ids: ['a', 'b'] }, { ...who, ids: ['a', 'b'] }],
    ['one id', { ...who, ids: 'a' }, { ...who, ids: ['a'] }],
    ['ids that are numbers', { ...who, ids: [7, 1e3] }, { ...who, ids: ['7', '1000'] }],
    ['ids of whomever', { meterId: 'api_calls', ids: ['a'] }, { meterId: 'api_calls', ids: ['a'] }],
    ['a range', { ...who, ...range }, { ...who, ...range, filters: none }],
    ['a range of all customers', { meterId: 'm', ...range }, { meterId: 'm', ...range, filters: none }],
    [
      'a range in words',
      { ...who, from: '2026-01-01T00:00:00Z', to: '2026-01-02T05:45:00+05:45' },
      { ...who, ...range, filters: none },
    ],
    [
      'a range as texts of milliseconds',
      { ...who, from: String(range.from), to: String(range.to) },
      { ...who, ...range, filters: none },
    ],
    ['a range in seconds', { ...who, ...seconds }, { ...who, ...range, filters: none }],
    ['a range inside', { ...who, ingestionTimeRange: seconds }, { ...who, ...range, filters: none }],
    [
      'filters',
      { ...who, ...range, filter: { region: ['eu', ''], plan: 'pro' } },
      {
        ...who,
        ...range,
        filters: new Map([
          ['region', ['eu', '']],
          ['plan', ['pro']],
        ]),
      },
    ],
    ['no filters', { ...who, ...range, filter: {} }, { ...who, ...range, filters: none }],
    ['the alias meterApiName', { meterApiName: 'm', ids: ['a'] }, { meterId: 'm', ids: ['a'] }],
    ['the alias id', { id: 'm', ids: ['a'] }, { meterId: 'm', ids: ['a'] }],
    [
      'the alias tenantId',
      { meterId: 'm', tenantId: 't', ids: ['a'] },
      { meterId: 'm', customerId: 't', ids: ['a'] },
    ],
    [
      'all of the alias form',
      { id: 'm', meterApiName: 'm', ingestionTimeRange: seconds },
      { meterId: 'm', ...range, filters: none },
    ],
  ])('says %s', async (_, body, selection) => {
    expect(await byBody(body)).toEqual(selection);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['meterId']],
    ['no meter', { ids: ['a'] }, ['meterId']],
    ['a meter that can be none', { meterId: 'a b', ids: ['a'] }, ['meterId']],
    ['a meter that is null', { meterId: null, ids: ['a'] }, ['meterId']],
    ['meters that differ', { meterId: 'a', id: 'b', ids: ['a'] }, ['id']],
    ['an empty customer', { ...who, customerId: '', ids: ['a'] }, ['customerId']],
    ['a customer that is null', { ...who, customerId: null, ...range }, ['customerId']],
    ['a customer that is a list', { ...who, customerId: ['t-1'], ...range }, ['customerId']],
    ['customers that differ', { ...who, tenantId: 't-2', ...range }, ['tenantId']],
    ['no ids', { ...who, ids: [] }, ['ids']],
    ['ids that are null', { ...who, ids: null, ...range }, ['ids']],
    ['ids that are an object', { ...who, ids: {} }, ['ids']],
    ['an empty id', { ...who, ids: ['a', ''] }, ['ids.1']],
    ['an id of 257 characters', { ...who, ids: ['i'.repeat(257)] }, ['ids.0']],
    ['half a character', { ...who, ids: ['\ud83d'] }, ['ids.0']],
    ['1,001 ids', { ...who, ids: Array(1001).fill('a') }, ['ids']],
    ['ids with a range', { ...who, ids: ['a'], ...range }, ['ids']],
    ['ids with half a range', { ...who, ids: ['a'], to: range.to }, ['ids']],
    ['ids with an empty range', { ...who, ids: ['a'], ingestionTimeRange: {} }, ['ids']],
    ['ids with a filter', { ...who, ids: ['a'], filter: { region: ['eu'] } }, ['filter']],
    ['no times', { ...who, from: 'yesterday', to: {} }, ['from', 'to']],
    ['times that are negative or broken', { ...who, from: -1, to: 1.5 }, ['from', 'to']],
    ['times beyond the calendar', { ...who, from: 0, endTimeInSeconds: 1e14 }, ['endTimeInSeconds']],
    ['two forms of one end', { ...who, ...range, endTimeInSeconds: 1 }, ['endTimeInSeconds']],
    [
      'two forms of a range',
      { ...who, ...range, ingestionTimeRange: seconds },
      ['ingestionTimeRange.startTimeInSeconds', 'ingestionTimeRange.endTimeInSeconds'],
    ],
    ['a range inside that is none', { ...who, ingestionTimeRange: 5 }, ['ingestionTimeRange']],
    [
      'a range inside in words',
      { ...who, ingestionTimeRange: { ...seconds, startTimeInSeconds: '2026-01-01T00:00:00Z' } },
      ['ingestionTimeRange.startTimeInSeconds'],
    ],
    [
      'a range inside with a slip of the pen',
      { ...who, ingestionTimeRange: { ...seconds, endTime: 1 } },
      ['ingestionTimeRange.endTime'],
    ],
    ['filters that are a list', { ...who, ...range, filter: ['region'] }, ['filter']],
    ['filters that are null', { ...who, ...range, filter: null }, ['filter']],
    ['a filter of nothing', { ...who, ...range, filter: { region: [] } }, ['filter.region']],
    ['a filter of no text', { ...who, ...range, filter: { region: [1] } }, ['filter.region']],
    ['a filter of 201 characters', { ...who, ...range, filter: { a: 'v'.repeat(201) } }, ['filter.a']],
    [
      '101 conditions',
      { ...who, ...range, filter: { a: Array(50).fill(''), b: Array(51).fill('') } },
      ['filter'],
    ],
    ['what nobody knows', { ...who, ...range, filters: {}, limit: 1 }, ['filters', 'limit']],
    [
      'everything wrong at once',
      { tenantId: '', ids: [''], from: 'x', nothing: 1 },
      ['nothing', 'tenantId', 'from', 'ids.0', 'meterId'],
    ],
  ])('is refused with %s', async (_, body, paths) => {
    expect(await problemPaths(byBody(body))).toEqual(paths);
  });

  it.each([
    ['no end', { ...who, from: range.from }],
    ['no start', { ...who, to: range.to }],
    ['only a customer', who],
    ['only a filter', { ...who, filter: { region: ['eu'] } }],
    ['an end that is null', { ...who, from: range.from, to: null }],
    ['an empty range inside', { ...who, ingestionTimeRange: {} }],
  ])('is refused as unbounded with %s', async (_, body) => {
    await refusalOf(byBody(body), 'cancel.unbounded');
  });

  it.each(['null', '[]', '"x"', '7', '12345678901234567890', '{'])('is refused as %s', async (body) => {
    expect(await problemPaths(byBody(body))).toEqual(['']);
  });

  it('may filter by a dimension that is called like a part of every object', async () => {
    const body = `{"meterId":"m","from":1,"to":2,"filter":{"__proto__":["x"],"constructor":["y"]}}`;
    expect(await byBody(body)).toMatchObject({
      filters: new Map([
        ['__proto__', ['x']],
        ['constructor', ['y']],
      ]),
    });
  });
});

describe('a cancellation in the query', () => {
  it.each<[string, CancelSelection]>([
    ['meterId=m&customerId=t&ids=a&ids=b,c', { meterId: 'm', customerId: 't', ids: ['a', 'b,c'] }],
    ['meterApiName=m&tenantId=t&ids=a', { meterId: 'm', customerId: 't', ids: ['a'] }],
    ['id=m&from=1&to=2', { meterId: 'm', from: 1, to: 2, filters: none }],
    [
      'meterId=m&from=2026-01-01T00:00:00Z&to=2026-01-02T05:45:00+05:45',
      { meterId: 'm', ...range, filters: none },
    ],
    [
      'meterId=m&startTimeInSeconds=1767225600&endTimeInSeconds=1767312000',
      { meterId: 'm', ...range, filters: none },
    ],
    // Filters mean what they mean in GET /usage.
    [
      'meterId=m&from=1&to=2&filter.region=eu,us&filter.plan=a,b&filter.plan=c&filter.zone=x%252Cy',
      {
        meterId: 'm',
        from: 1,
        to: 2,
        filters: new Map([
          ['region', ['eu', 'us']],
          ['plan', ['a,b', 'c']],
          ['zone', ['x,y']],
        ]),
      },
    ],
    [
      'meterId=m&from=1&to=2&filter.__proto__=x',
      { meterId: 'm', from: 1, to: 2, filters: new Map([['__proto__', ['x']]]) },
    ],
  ])('%s says what it says', async (query, selection) => {
    expect(await byQuery(query)).toEqual(selection);
  });

  it.each([
    ['meterId=m&meterId=m&ids=a', ['meterId']],
    ['meterId=m&customerId=t&customerId=u&from=1&to=2', ['customerId']],
    ['meterId=m&customerId=&from=1&to=2', ['customerId']],
    ['meterId=m&from=1&from=1&to=2', ['from']],
    ['meterId=m&from=1&to=2&startTimeInSeconds=1', ['startTimeInSeconds']],
    ['meterId=m&ids=a&from=1', ['ids']],
    ['meterId=m&ids=', ['ids.0']],
    ['meterId=m&from=1&to=2&filter=x', ['filter']],
    ['meterId=m&from=1&to=2&filter=x&filter.region=eu', ['filter']],
    ['meterId=m&from=1&to=2&__proto__=x', ['__proto__']],
    ['meterId=m&from=1&to=2&__proto__=x&__proto__=y', ['__proto__']],
    ['meterId=m&from=1&to=2&region=eu', ['region']],
    ['from=1&to=2', ['meterId']],
  ])('%s is refused', async (query, paths) => {
    expect(await problemPaths(byQuery(query))).toEqual(paths);
  });

  it('does not go with one in the body', async () => {
    expect(await problemPaths(asked({ query: 'meterId=m', body: { meterId: 'm', ids: ['a'] } }))).toEqual([
      '',
    ]);
  });

  it('is needed where there is no body', async () => {
    expect(await problemPaths(asked({}))).toEqual(['meterId']);
  });
});

describe('the answer to a cancellation', () => {
  it('is what became of it', async () => {
    const outcome = { cancelled: 3, alreadyCancelled: 1, notFound: ['x'] };
    const body = { meterId: 'm', ids: ['a'] };
    expect(await answerOf(cancelUsageEvents, { cancelUsage: outcome }, { body })).toMatchObject({
      status: 200,
      body: { data: outcome },
    });
  });
});
