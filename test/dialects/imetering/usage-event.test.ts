import { describe, expect, it } from 'vitest';
import { Numeral } from '../../../lib/core/decimal.ts';
import { draftFrom } from '../../../lib/dialects/imetering/usage-event.ts';
import { parseJson } from '../../../lib/http/json.ts';

const whole = {
  id: 'evt-1',
  meterId: 'api_calls',
  customerId: 't-1',
  value: '12.5',
  time: '2026-01-01T00:00:00.123Z',
  dimensions: { region: 'eu-west-1' },
};

describe('a native event', () => {
  it('is a draft field by field, nothing judged', () => {
    expect(draftFrom(whole)).toEqual(whole);
    expect(draftFrom({})).toEqual({});
    const odd = { id: 7, meterId: [], customerId: {}, value: false, time: true, dimensions: 'x' };
    expect(draftFrom(odd)).toEqual(odd);
  });

  it.each([
    ['customerId', 'tenantId', 'customer.missing'],
    ['meterId', 'meterApiName', 'meter.not-found'],
    ['value', 'meterValue', 'value.invalid'],
    ['time', 'meterTimeInMillis', 'time.out-of-bounds'],
    ['id', 'uniqueId', 'id.invalid'],
  ] as const)('may call %s %s; where both disagree it is refused', (field, alias, code) => {
    const { [field]: value, ...rest } = whole;
    expect(draftFrom({ ...rest, [alias]: value })).toEqual(whole);
    expect(draftFrom({ ...whole, [alias]: value })).toEqual(whole);
    expect(draftFrom({ ...rest, [field]: null, [alias]: value })).toEqual(whole);
    expect(draftFrom({ ...whole, [alias]: null })).toEqual(whole);
    expect(draftFrom({ ...whole, [alias]: 'another' }).refused).toEqual({
      code,
      message: `${alias}: "another" differs from ${field}, which says ${JSON.stringify(value)}`,
    });
  });

  it('may say one long number twice, but not two', () => {
    const [a, b] = [new Numeral('9007199254740993'), new Numeral('9007199254740992')];
    expect(draftFrom({ value: a, meterValue: new Numeral(a.text) }).refused).toBeUndefined();
    expect(draftFrom({ value: a, meterValue: b }).refused?.code).toBe('value.invalid');
  });

  it('is refused with a field that it has not', () => {
    expect(draftFrom({ ...whole, region: 'eu' }).refused).toEqual({
      code: 'dimension.invalid',
      message: 'region: is not a field of a usage event; dimensions go under "dimensions"',
    });
    expect(draftFrom({ ...whole, ['x'.repeat(10_000)]: 1 }).refused?.message.length).toBeLessThan(200);
    expect(draftFrom(parseJson('{"__proto__": {"id": "x"}}') as object as never).refused?.code).toBe(
      'dimension.invalid',
    );
  });
});

describe("an event by SBT's convention", () => {
  it('has every other key for a dimension', () => {
    expect(
      draftFrom({ tenantId: 't-1', meterApiName: 'api_calls', meterValue: 5, region: 'eu', plan: 'pro' }),
    ).toEqual({
      customerId: 't-1',
      meterId: 'api_calls',
      value: 5,
      dimensions: { region: 'eu', plan: 'pro' },
    });
  });

  it.each([{ meterApiName: 'api_calls' }, { meterValue: 5 }])('is told by %j alone', (mark) => {
    expect(draftFrom({ ...mark, tenantId: 't-1', region: 'eu' })).toMatchObject({
      dimensions: { region: 'eu' },
    });
    expect(draftFrom({ ...mark, region: 'eu' }).refused).toBeUndefined();
  });

  it.each([{ tenantId: 't-1' }, { uniqueId: 'x' }, { meterApiName: null, meterValue: null }])(
    'is not told by %j',
    (mark) => {
      expect(draftFrom({ ...mark, region: 'eu' }).refused?.code).toBe('dimension.invalid');
    },
  );

  it('leaves time, id and dimensions their meaning', () => {
    const { meterId, value, ...rest } = whole;
    expect(draftFrom({ ...rest, meterApiName: meterId, meterValue: value, zone: 'a' })).toEqual({
      ...whole,
      dimensions: { region: 'eu-west-1', zone: 'a' },
    });
  });

  it.each([
    ['both absent', { region: null, dimensions: { region: null } }, {}],
    ['outside absent', { region: null, dimensions: { region: 'eu' } }, { region: 'eu' }],
    ['inside absent', { region: 'eu', dimensions: { region: null } }, { region: 'eu' }],
    ['no dimensions', { region: 'eu', dimensions: null }, { region: 'eu' }],
    ['a name that objects have', { constructor: 'x', dimensions: {} }, { constructor: 'x' }],
    ['something nested, which the core refuses', { region: { a: 1 } }, { region: { a: 1 } }],
  ])('gathers dimensions from both places: %s', (_, parts, dimensions) => {
    const draft = draftFrom({ meterApiName: 'api_calls', ...parts });
    expect(draft.refused).toBeUndefined();
    expect(draft.dimensions).toEqual(dimensions);
  });

  it('is refused where both places name a dimension', () => {
    expect(draftFrom({ meterValue: 1, region: 'eu', dimensions: { region: 'eu' } }).refused).toEqual({
      code: 'dimension.invalid',
      message: '"region" is given twice',
    });
  });

  it.each(['x', 7, ['a'], new Numeral('12345678901234567890')])(
    'hands on dimensions that are none: %j',
    (dimensions) => {
      expect(draftFrom({ meterValue: 1, region: 'eu', dimensions }).dimensions).toBe(dimensions);
    },
  );

  it('keeps odd names as they are', () => {
    const event = parseJson('{"meterValue":1,"__proto__":"a","toString":"b"}') as Record<string, unknown>;
    const { dimensions } = draftFrom(event);
    expect(Object.entries(dimensions as object)).toEqual([
      ['__proto__', 'a'],
      ['toString', 'b'],
    ]);
  });
});

describe('a structured CloudEvent', () => {
  const cloudEvent = {
    specversion: '1.0',
    id: 'e-1',
    source: '/orders',
    type: 'api_calls',
    subject: 't-1',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    traceparent: '00-1-2',
    data: { value: 12.5, region: 'eu', on: true, n: 3, none: null, list: [1], nested: { a: 1 } },
  };

  it('is translated, with the scalars of its data for dimensions', () => {
    expect(draftFrom(cloudEvent)).toEqual({
      id: '7:/orderse-1',
      meterId: 'api_calls',
      customerId: 't-1',
      value: 12.5,
      time: '2026-01-01T00:00:00Z',
      dimensions: { region: 'eu', on: true, n: 3, none: null },
    });
  });

  it('is known by source and id together, told apart by length', () => {
    const idOf = (source: string, id: string): unknown => draftFrom({ ...cloudEvent, source, id }).id;
    expect(idOf('/a', 'bc')).not.toBe(idOf('/ab', 'c'));
    expect(idOf('/a', '1:b')).not.toBe(idOf('/a1:', 'b'));
  });

  it('keeps long numbers of its data', () => {
    const data = { value: new Numeral('9007199254740993'), size: new Numeral('1e3') };
    expect(draftFrom({ ...cloudEvent, data })).toMatchObject({
      value: data.value,
      dimensions: { size: data.size },
    });
  });

  it.each([undefined, null, {}])('may have no data: %j', (data) => {
    expect(draftFrom({ ...cloudEvent, data })).toMatchObject({ value: undefined, dimensions: {} });
  });

  it.each([
    [{ specversion: '0.3' }, 'request.malformed', 'specversion'],
    [{ specversion: 1 }, 'request.malformed', 'specversion'],
    [{ specversion: null }, 'request.malformed', 'specversion'],
    [{ id: undefined }, 'id.invalid', 'id'],
    [{ id: '' }, 'id.invalid', 'id'],
    [{ id: 7 }, 'id.invalid', 'id'],
    [{ source: undefined }, 'id.invalid', 'source'],
    [{ source: '' }, 'id.invalid', 'source'],
    [{ data_base64: 'eyJ9' }, 'request.malformed', 'data_base64'],
    [{ data: 'text' }, 'request.malformed', 'data'],
    [{ data: [1] }, 'request.malformed', 'data'],
    [{ data: new Numeral('12345678901234567890') }, 'request.malformed', 'data'],
  ] as const)('is refused with %j, and still says whose it is', (parts, code, field) => {
    expect(draftFrom({ ...cloudEvent, ...parts })).toMatchObject({
      meterId: 'api_calls',
      customerId: 't-1',
      refused: { code, message: expect.stringMatching(`^${field}: `) },
    });
  });
});
