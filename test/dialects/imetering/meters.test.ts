import { describe, expect, it } from 'vitest';
import {
  createMeter,
  deleteMeter,
  fetchAllMeters,
  fetchMeter,
  updateMeter,
} from '../../../lib/dialects/imetering/meters.ts';
import { aMeter } from '../../fixtures/meter.ts';
import { aRequest } from '../../fixtures/request.ts';
import { answerOf, problemPaths, questionOf, refusalOf } from './asked-metering.ts';

const draft = async (body: unknown): Promise<unknown> =>
  (await questionOf(createMeter, aRequest({ body })))[0];
const change = async (body: unknown): Promise<unknown[]> =>
  questionOf(updateMeter, aRequest({ body, params: { meterId: 'api_calls' } }));
const least = { name: 'API calls', aggregation: 'SUM' };

describe('the draft of a meter', () => {
  it('is its fields, and no more', async () => {
    const whole = { id: 'api_calls', ...least, description: '', unit: 'call', dimensions: ['region'] };
    expect(await draft(whole)).toEqual(whole);
    expect(await draft(least)).toEqual(least);
  });

  it.each([
    ['sum', 'SUM'],
    ['Unique_Count', 'UNIQUE_COUNT'],
    ['sum_of_all_usage', 'SUM'],
    ['event_count', 'COUNT'],
    ['max', 'MAX'],
    ['active_users', 'UNIQUE_COUNT'],
  ])('may aggregate by %s, which is %s', async (sent, aggregation) => {
    expect(await draft({ ...least, aggregation: sent })).toEqual({ ...least, aggregation });
    expect(await draft({ name: least.name, meterType: sent })).toEqual({ ...least, aggregation });
  });

  it('may be in the words of SBT', async () => {
    const body = { label: 'API calls', meterApiName: 'api_calls', meterType: 'sum_of_all_usage' };
    expect(await draft(body)).toEqual({ id: 'api_calls', ...least });
    expect(await draft({ ...least, label: 'API calls' })).toEqual(least);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing in it', {}, ['name', 'aggregation']],
    ['no body', '', ['']],
    ['a list', [], ['']],
    ['null', 'null', ['']],
    ['a long number', '12345678901234567890', ['']],
    ['an unknown field', { ...least, colour: 'red' }, ['colour']],
    ['a field that objects have', '{"name":"a","aggregation":"SUM","__proto__":{"id":"x"}}', ['__proto__']],
    ['an aggregation that is none', { ...least, aggregation: 'MEDIAN' }, ['aggregation']],
    [
      'an aggregation called like a part of objects',
      { ...least, aggregation: 'constructor' },
      ['aggregation'],
    ],
    ['an aggregation that is a number', { ...least, aggregation: 1 }, ['aggregation']],
    [
      'fields of other types',
      { id: 1, name: 2, description: [], unit: {}, aggregation: 'SUM', dimensions: 'x' },
      ['id', 'name', 'description', 'unit', 'dimensions'],
    ],
    ['fields that are null', { ...least, description: null, unit: null }, ['description', 'unit']],
    ['a dimension that is no text', { ...least, dimensions: ['a', 1] }, ['dimensions.1']],
    [
      'what the core finds',
      { ...least, id: '-', dimensions: ['customerId', 'a', 'a'] },
      ['id', 'dimensions.0', 'dimensions.2'],
    ],
    ['names that differ', { ...least, label: 'other' }, ['label']],
    [
      'a bad alias',
      { label: '', meterApiName: '-', meterType: 'MEDIAN' },
      ['meterType', 'meterApiName', 'label'],
    ],
    ['a bad alias of another type', { label: 7, meterType: 'SUM' }, ['label']],
    ['a version', { ...least, version: 1 }, ['version']],
  ])('is refused with %s, in the names that were sent', async (_, body, paths) => {
    expect((await problemPaths(draft(body))).toSorted()).toEqual(paths.toSorted());
  });

  it('is refused with every problem at once, and what was seen there', async () => {
    const { problems } = await refusalOf(
      draft({ label: 'n'.repeat(257), meterType: 'MEDIAN', unit: 5, dimensions: ['1a'], colour: 'red' }),
      'request.malformed',
    );
    const seen = problems.map(({ path, value }) => [path, value] as const);
    expect(Object.fromEntries(seen)).toEqual({
      label: 'n'.repeat(257),
      meterType: 'MEDIAN',
      unit: 5,
      'dimensions.0': '1a',
      colour: 'red',
    });
    expect(problems).toHaveLength(5);
    for (const { message } of problems) expect(message).not.toBe('');
  });

  it('says what is required', async () => {
    const { problems } = await refusalOf(draft({}), 'request.malformed');
    expect(problems).toEqual([
      { path: 'name', message: 'is required' },
      { path: 'aggregation', message: 'is required' },
    ]);
  });
});

describe('the change of a meter', () => {
  it.each([
    [{}, {}],
    [{ name: 'x', description: 'y', unit: 'z', dimensions: ['a'], version: 3 }, undefined],
    [{ aggregation: 'max' }, { aggregation: 'MAX' }],
    [
      { label: 'x', meterType: 'event_count' },
      { name: 'x', aggregation: 'COUNT' },
    ],
    [{ id: 'api_calls', unit: 'z' }, { unit: 'z' }],
    [{ meterApiName: 'api_calls' }, {}],
  ])('may be %j', async (body, expected) => {
    expect(await change(body)).toEqual(['api_calls', expected ?? body]);
  });

  it.each<[unknown, string[]]>([
    [{ id: 'other' }, ['id']],
    [{ meterApiName: 'other' }, ['meterApiName']],
    [{ name: '' }, ['name']],
    [{ name: null }, ['name']],
    [{ version: 0 }, ['version']],
    [{ version: 1.5 }, ['version']],
    [{ version: '1' }, ['version']],
    ['{"version":12345678901234567890}', ['version']],
    [{ createdAt: 'x' }, ['createdAt']],
    ['', ['']],
  ])('may not be %j', async (body, paths) => {
    expect(await problemPaths(change(body))).toEqual(paths);
  });
});

describe('questions about meters', () => {
  it('name one in the path, and nothing in the query', async () => {
    const params = { meterId: 'api_calls' };
    expect(await questionOf(fetchMeter, aRequest({ params }))).toEqual(['api_calls']);
    expect(await questionOf(deleteMeter, aRequest({ params }))).toEqual(['api_calls']);
    expect(await problemPaths(questionOf(fetchMeter, aRequest({ params, query: 'deleted=true' })))).toEqual([
      'deleted',
    ]);
  });

  it.each([
    ['', { limit: 10 }],
    ['limit=1', { limit: 1 }],
    ['limit=100&next_token=abc', { limit: 100, token: 'abc' }],
    ['next_token=', { limit: 10, token: '' }],
  ])('about all of them may say %j', async (query, page) => {
    expect(await questionOf(fetchAllMeters, aRequest({ query }))).toEqual([page]);
  });

  it.each([
    ['limit=0', ['limit']],
    ['limit=101', ['limit']],
    ['limit=ten', ['limit']],
    ['limit=', ['limit']],
    ['next_token=a&next_token=b', ['next_token']],
    ['page=2&limit=x', ['limit', 'page']],
  ])('about all of them may not say %j', async (query, paths) => {
    expect(await problemPaths(questionOf(fetchAllMeters, aRequest({ query })))).toEqual(paths);
  });
});

describe('answers about meters', () => {
  const api = {
    id: 'api_calls',
    name: 'API calls',
    description: '',
    aggregation: 'SUM',
    unit: 'call',
    dimensions: ['region', 'plan'],
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    version: 1,
  };

  it('are a meter under data', async () => {
    expect(await answerOf(createMeter, { createMeter: aMeter() }, { body: least })).toMatchObject({
      status: 201,
      body: { data: api },
    });
    expect(await answerOf(fetchMeter, { fetchMeter: aMeter() })).toMatchObject({
      status: 200,
      body: { data: api },
    });
    expect(await answerOf(updateMeter, { updateMeter: aMeter() }, { body: {} })).toMatchObject({
      status: 200,
      body: { data: api },
    });
    expect(await answerOf(deleteMeter, {})).toMatchObject({ status: 204, body: undefined });
  });

  it('are pages, the last one without a token', async () => {
    const page = { items: [aMeter(), aMeter({ id: 'b' })], nextToken: 'more' };
    const { body } = await answerOf(fetchAllMeters, { fetchAllMeters: page });
    expect(body).toEqual({ data: [api, { ...api, id: 'b' }], next_token: 'more' });
    const last = await answerOf(fetchAllMeters, { fetchAllMeters: { items: [] } });
    expect(last.body).toEqual({ data: [] });
  });
});
