import { describe, expect, it } from 'vitest';
import { Numeral } from '../../../lib/core/decimal.ts';
import {
  MeteringError,
  type Problem,
  type RefusalCode,
  type Refusals,
} from '../../../lib/core/metering-error.ts';
import { refusal, statusOf } from '../../../lib/dialects/imetering/refusals.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';

const told = <Code extends RefusalCode>(code: Code, details: Refusals[Code]) => {
  const { status, headers, body } = refusal(new MeteringError(code, details));
  return { status, headers, body: JSON.parse(body) as Record<string, unknown> };
};

/** One of each, with the status that the contract gives it. */
const each: { [Code in RefusalCode]: readonly [number, Refusals[Code]] } = {
  'meter.exists': [409, { meterId: 'm' }],
  'meter.not-found': [404, { meterId: 'm' }],
  'meter.changed': [409, { meterId: 'm', expected: 1, found: 2 }],
  'meter.aggregation-fixed': [409, { meterId: 'm', aggregation: 'SUM', asked: 'MAX' }],
  'meter.dimension-in-use': [409, { meterId: 'm', dimensions: ['a', 'b'] }],
  'customer.not-found': [404, { customerId: 't' }],
  'customer.changed': [409, { customerId: 't' }],
  'rejection.not-found': [404, { rejectionId: 'r' }],
  'usage.unknown-dimension': [400, { meterId: 'm', dimensions: ['a'] }],
  'window.empty': [400, { from: NEW_YEAR, to: NEW_YEAR }],
  'cancel.unbounded': [400, {}],
  'cancel.ambiguous': [400, { ids: ['e'] }],
  'cancel.unfinished': [503, { cancelled: 10_000, retryAfterSeconds: 1 }],
  'page.invalid': [400, {}],
  'request.malformed': [400, { problems: [{ path: 'name', message: 'is required' }] }],
  'request.too-large': [413, { limit: 5 }],
  'route.not-found': [404, { path: '/x' }],
  'route.method': [405, { path: '/meters', method: 'PATCH', allowed: ['GET', 'POST'] }],
  'identity.missing': [401, {}],
  'identity.forbidden': [403, {}],
  'store.unavailable': [503, { retryAfterSeconds: 1 }],
};

describe('a refusal', () => {
  it.each(Object.entries(each))('%s has its status, a message and details', (code, [status, details]) => {
    const { headers, body, ...rest } = told(code as RefusalCode, details as never);
    expect(rest.status).toBe(status);
    expect(statusOf[code as RefusalCode]).toBe(status);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    const expected = code === 'window.empty' ? expect.any(Object) : details;
    expect(body).toEqual({
      statusCode: status,
      code,
      message: expect.stringMatching(/\S/),
      details: expected,
    });
  });

  it('of an empty range tells it in words', () => {
    expect(told('window.empty', { from: NEW_YEAR, to: 0 }).body['details']).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      to: '1970-01-01T00:00:00.000Z',
    });
  });

  it('tells in headers what clients read there', () => {
    expect(told('store.unavailable', { retryAfterSeconds: 7 }).headers).toMatchObject({ 'retry-after': '7' });
    expect(told('route.method', each['route.method'][1]).headers).toMatchObject({ allow: 'GET, POST' });
    expect(told('identity.missing', {}).headers).toMatchObject({ 'www-authenticate': 'Bearer' });
  });

  it('says nothing of its cause', () => {
    const cause = new Error('password=hunter2');
    const { body } = refusal(new MeteringError('store.unavailable', { retryAfterSeconds: 1 }, { cause }));
    expect(body).not.toContain('hunter2');
  });
});

describe('the problems of a request', () => {
  const problemsTold = (problems: readonly Problem[]): readonly Problem[] =>
    (told('request.malformed', { problems }).body['details'] as { problems: readonly Problem[] }).problems;
  const [problemOf, message] = [(value: unknown): Problem => ({ path: 'a', message, value }), 'is odd'];

  it.each([
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), `${'x'.repeat(200)}…`],
    [null, null],
    [false, false],
    [0, 0],
    ['', ''],
    [{ a: [1, null] }, { a: [1, null] }],
    [['x'.repeat(990)], ['x'.repeat(990)]],
    [['x'.repeat(2000)], `["${'x'.repeat(198)}…`],
    [{ a: new Numeral('1') }, { a: 1 }],
    [new Numeral('9'.repeat(1000)), `${'9'.repeat(200)}…`],
  ])('repeat the value that was seen, or how it begins', (value, shown) => {
    expect(problemsTold([problemOf(value)])).toEqual([{ path: 'a', message, value: shown }]);
  });

  it('repeat long numbers digit by digit', () => {
    const { body } = refusal(
      new MeteringError('request.malformed', { problems: [problemOf(new Numeral('9007199254740993'))] }),
    );
    expect(body).toContain('"value":9007199254740993}');
  });

  it('have no value where there was none', () => {
    expect(problemsTold([problemOf(undefined), { path: 'b', message }])).toEqual([
      { path: 'a', message },
      { path: 'b', message },
    ]);
  });

  it('cut no character in half', () => {
    const value = `${'x'.repeat(199)}\u{1F600}${'y'.repeat(100)}`;
    expect(String(problemsTold([problemOf(value)])[0]?.value).isWellFormed()).toBe(true);
  });

  it('are a hundred at most, and small however large the request was', () => {
    const problems = Array.from({ length: 5000 }, (_, i) => ({
      path: `${i}.${'p'.repeat(100_000)}`,
      message: 'm'.repeat(10_000),
      value: { deep: 'v'.repeat(100_000) },
    }));
    const response = refusal(new MeteringError('request.malformed', { problems }));
    expect(response.body.length).toBeLessThan(150_000);
    const { details, message: whole } = JSON.parse(response.body) as {
      details: { problems: Problem[] };
      message: string;
    };
    expect(details.problems).toHaveLength(100);
    expect(whole).toContain('5000 problems');
  });
});
