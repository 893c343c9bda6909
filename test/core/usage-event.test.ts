import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Numeral } from '../../lib/core/decimal.ts';
import { type EventRefusal, glimpse } from '../../lib/core/event-refusal.ts';
import type { Aggregation } from '../../lib/core/meter.ts';
import {
  type Arrival,
  EARLIEST,
  isRefusal,
  keyText,
  MAX_AHEAD,
  meterRefusal,
  readUsageEvent,
  sameContent,
  type UsageEventDraft,
} from '../../lib/core/usage-event.ts';
import { always } from '../fixtures/always.ts';
import { aMeter } from '../fixtures/meter.ts';
import { anyText } from '../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../fixtures/time.ts';
import { someUsage } from '../fixtures/usage.ts';

const arrival: Arrival = {
  now: NEW_YEAR,
  time: NEW_YEAR - 5000,
  fallbackId: () => 'fallback',
  digest: (text) => `digest of ${text}`,
};
const good: UsageEventDraft = {
  id: 'evt-1',
  meterId: 'api_calls',
  customerId: 't-1',
  value: '1',
  time: NEW_YEAR,
};
const read = (parts: Partial<UsageEventDraft> = {}, aggregation: Aggregation = 'SUM') =>
  readUsageEvent({ ...good, ...parts }, aMeter({ aggregation }), arrival);
const taken = (parts: Partial<UsageEventDraft> = {}, aggregation: Aggregation = 'SUM') => {
  const answer = read(parts, aggregation);
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer;
};
const refused = (parts: Partial<UsageEventDraft>, aggregation: Aggregation = 'SUM'): EventRefusal => {
  const answer = read(parts, aggregation);
  if (!isRefusal(answer)) throw new Error('the event was taken');
  return answer;
};
const halfACharacter = '\ud83d';

describe('an event', () => {
  it('is read whole', () => {
    expect(taken({ dimensions: { plan: 'pro', region: '' } })).toEqual({
      event: {
        id: 'evt-1',
        meterId: 'api_calls',
        customerId: 't-1',
        value: '1',
        time: NEW_YEAR,
        dimensions: new Map([
          ['plan', 'pro'],
          ['region', ''],
        ]),
      },
      timed: true,
    });
  });

  it('is refused as its dialect refused it, before anything else', () => {
    const refusal = { code: 'identity.forbidden', message: 'not yours' } as const;
    expect(refused({ refused: refusal, customerId: '', value: 'x' })).toBe(refusal);
  });
});

describe('the customer of an event', () => {
  it.each(['t', 't'.repeat(256), ' ', 'ü', '__proto__'])('may be %j', (customerId) => {
    expect(taken({ customerId }).event.customerId).toBe(customerId);
  });

  it.each([undefined, null, '', 't'.repeat(257), 1, true, {}, ['t-1'], halfACharacter])(
    'may not be %j',
    (customerId) => {
      expect(refused({ customerId }).code).toBe('customer.missing');
    },
  );
});

describe('the value of an event', () => {
  const decimals = ['SUM', 'MIN', 'MAX', 'AVG', 'LATEST'] as const;

  it.each(decimals)('is a decimal for %s', (aggregation) => {
    expect(taken({ value: '-012.50' }, aggregation).event.value).toBe('-12.5');
    expect(taken({ value: 3 }, aggregation).event.value).toBe('3');
    expect(taken({ value: new Numeral('9007199254740993') }, aggregation).event.value).toBe(
      '9007199254740993',
    );
    for (const value of [undefined, null, '', 'x', true, {}, [], '+1', Number.NaN])
      expect(refused({ value }, aggregation).code).toBe('value.invalid');
  });

  it.each([undefined, null, '', 'x', 7, true, {}, []])(
    'is ignored for COUNT, whatever it is: %j',
    (value) => {
      expect(taken({ value }, 'COUNT').event.value).toBeUndefined();
    },
  );

  it.each([
    ['x', 'x'],
    [' ', ' '],
    ['1.0', '1.0'],
    ['u'.repeat(512), 'u'.repeat(512)],
    [1.5, '1.5'],
    [new Numeral('1e3'), '1000'],
  ])('is any text for UNIQUE_COUNT, and a number counts as its text: %j', (value, text) => {
    expect(taken({ value }, 'UNIQUE_COUNT').event.value).toBe(text);
  });

  it.each([undefined, null, '', 'u'.repeat(513), halfACharacter, true, {}, []])(
    'is not %j for UNIQUE_COUNT',
    (value) => {
      expect(refused({ value }, 'UNIQUE_COUNT').code).toBe('value.invalid');
    },
  );
});

describe('the time of an event', () => {
  it.each([
    ['2026-01-01T01:00:00+01:00', NEW_YEAR],
    [NEW_YEAR - 1, NEW_YEAR - 1],
    [new Numeral(String(NEW_YEAR)), NEW_YEAR],
    [new Numeral('1.767225600000e12'), NEW_YEAR],
    [EARLIEST, EARLIEST],
    ['2000-01-01T00:00:00Z', EARLIEST],
    [NEW_YEAR + MAX_AHEAD, NEW_YEAR + MAX_AHEAD],
  ])('may be %j', (time, instant) => {
    expect(taken({ time })).toMatchObject({ event: { time: instant }, timed: true });
  });

  it.each([
    [EARLIEST - 1, 'before 2000-01-01'],
    ['1999-12-31T23:59:59.999Z', 'before 2000-01-01'],
    [0, 'before 2000-01-01'],
    [-1, 'before 2000-01-01'],
    [NEW_YEAR + MAX_AHEAD + 1, '15 minutes'],
    ['2026-01-01T00:15:00.001Z', '15 minutes'],
    [NEW_YEAR / 1000, 'look like seconds'],
    [EARLIEST / 1000, 'look like seconds'],
    [EARLIEST / 1000 - 1, 'before 2000-01-01'],
    [NEW_YEAR * 1000, 'RFC 3339'],
    [NEW_YEAR + 0.5, 'RFC 3339'],
    [new Numeral(`${NEW_YEAR}.0000001`), 'RFC 3339'],
    [new Numeral('1e400'), 'RFC 3339'],
    [Number.NaN, 'RFC 3339'],
    [String(NEW_YEAR), 'RFC 3339'],
    ['2026-01-01T00:00:00', 'RFC 3339'],
    ['', 'RFC 3339'],
    [true, 'RFC 3339'],
    [{}, 'RFC 3339'],
  ])('may not be %j', (time, why) => {
    expect(refused({ time })).toMatchObject({
      code: 'time.out-of-bounds',
      message: expect.stringContaining(why),
    });
  });

  it.each([undefined, null])('is that of its arrival where it is %j', (time) => {
    expect(taken({ time })).toMatchObject({ event: { time: arrival.time }, timed: false });
  });

  it('is judged where it is that of an envelope, too', () => {
    const late = { ...arrival, time: NEW_YEAR + MAX_AHEAD + 1 };
    const answer = readUsageEvent({ ...good, time: undefined }, aMeter(), late);
    expect(answer).toMatchObject({ code: 'time.out-of-bounds' });
  });
});

describe('the id of an event', () => {
  it.each([
    ['x', 'x'],
    ['i'.repeat(256), 'i'.repeat(256)],
    [' ', ' '],
    [7, '7'],
    [new Numeral('12345678901234567890'), '12345678901234567890'],
    [new Numeral('1e3'), '1000'],
  ])('may be %j', (id, text) => {
    expect(taken({ id }).event.id).toBe(text);
  });

  it.each(['', 'i'.repeat(257), halfACharacter, true, {}, ['x'], 2 ** 60])('may not be %j', (id) => {
    expect(refused({ id }).code).toBe('id.invalid');
  });

  it('is the fallback where there is neither id nor time', () => {
    expect(taken({ id: undefined, time: undefined }).event.id).toBe('fallback');
    expect(taken({ id: null, time: null }).event.id).toBe('fallback');
  });

  it('is a digest of the whole record where there is a time', () => {
    const ids = new Set([
      taken({ id: undefined }).event.id,
      taken({ id: undefined, customerId: 't-2' }).event.id,
      taken({ id: undefined, value: '2' }).event.id,
      taken({ id: undefined, time: NEW_YEAR + 1 }).event.id,
      taken({ id: undefined, dimensions: { a: '' } }).event.id,
      taken({ id: undefined, dimensions: { a: 'b' } }).event.id,
      taken({ id: undefined, dimensions: { b: 'a' } }).event.id,
      taken({ id: undefined, value: undefined }, 'COUNT').event.id,
    ]);
    expect(ids.size).toBe(8);
    for (const id of ids) expect(id).toMatch(/^digest of /);
  });

  it('is the same digest however the same record is written', () => {
    const a = { id: undefined, value: '1.0', time: '2026-01-01T00:00:00Z', dimensions: { b: 1, a: 'x' } };
    const b = {
      id: null,
      value: new Numeral('10e-1'),
      time: NEW_YEAR,
      dimensions: { c: null, a: 'x', b: new Numeral('1.00') },
    };
    expect(taken(a).event.id).toBe(taken(b).event.id);
  });

  it('of two different records differs', () => {
    const record = fc.record({
      customerId: anyText(8),
      value: fc.constantFrom('1', '2'),
      time: fc.integer({ min: NEW_YEAR - 2, max: NEW_YEAR }),
      dimensions: fc.dictionary(anyText(4), anyText(4), { maxKeys: 3 }),
    });
    always(
      fc.property(record, record, (a, b) => {
        const [first, second] = [taken({ ...a, id: undefined }), taken({ ...b, id: undefined })];
        const alike = first.event.customerId === second.event.customerId && sameContent(first.event, second);
        expect(first.event.id === second.event.id).toBe(alike);
      }),
    );
  });
});

describe('the dimensions of an event', () => {
  const dimensionsOf = (dimensions: unknown): [string, string][] => [
    ...taken({ dimensions }).event.dimensions,
  ];

  it.each([
    [undefined, []],
    [null, []],
    [{}, []],
    [
      { b: '1', a: '2' },
      [
        ['a', '2'],
        ['b', '1'],
      ],
    ],
    [{ a: null, b: undefined, c: '' }, [['c', '']]],
    [
      { a: true, b: false },
      [
        ['a', 'true'],
        ['b', 'false'],
      ],
    ],
    [
      { a: 1, b: -0.5, c: new Numeral('1.00'), d: new Numeral('12e2') },
      [
        ['a', '1'],
        ['b', '-0.5'],
        ['c', '1'],
        ['d', '1200'],
      ],
    ],
    [
      JSON.parse('{"__proto__":"x","constructor":"y"}'),
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    ],
    [{ ['n'.repeat(200)]: 'v'.repeat(200) }, [['n'.repeat(200), 'v'.repeat(200)]]],
  ] as [unknown, [string, string][]][])('of %j are texts, by name', (sent, pairs) => {
    expect(dimensionsOf(sent)).toEqual(pairs);
  });

  it.each([
    ['a text', 'x'],
    ['a number', 7],
    ['a long number', new Numeral('12345678901234567890')],
    ['a list', ['a']],
    ['an object inside', { a: {} }],
    ['a list inside', { a: ['x'] }],
    ['an empty name', { '': 'x' }],
    ['a name of 201 characters', { ['n'.repeat(201)]: 'x' }],
    ['a text of 201 characters', { a: 'v'.repeat(201) }],
    ['half a character', { a: halfACharacter }],
    ['half a character in a name', { [halfACharacter]: 'x' }],
    ['a number that may have been rounded', { a: 0.1 + 0.2 }],
    ['a number beyond the bounds', { a: new Numeral('1e101') }],
  ])('may not be %s', (_, dimensions) => {
    expect(refused({ dimensions }).code).toBe('dimension.invalid');
  });

  it('have 2,048 bytes of names and texts, and not one more', () => {
    // Twelve times 170 bytes; ü has two of them.
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [String(i).padStart(10, '0'), 'ü'.repeat(80)]),
    );
    expect(dimensionsOf({ ...many, x: 'y'.repeat(7) })).toHaveLength(13);
    expect(refused({ dimensions: { ...many, x: 'y'.repeat(8) } })).toMatchObject({
      code: 'dimension.invalid',
      message: expect.stringContaining('2048 bytes'),
    });
  });
});

describe('the content of a repeat', () => {
  const kept = someUsage({ time: NEW_YEAR, value: '12.5', dimensions: { region: 'eu', plan: '' } });
  const repeat = (parts: Partial<UsageEventDraft>) =>
    taken({ value: '12.5', time: NEW_YEAR, dimensions: { plan: '', region: 'eu' }, ...parts });

  it.each<[string, Partial<UsageEventDraft>]>([
    ['says the same', {}],
    ['writes the number otherwise', { value: new Numeral('1.25e1') }],
    ['writes the time otherwise', { time: '2026-01-01T05:45:00+05:45' }],
    ['names no time', { time: undefined }],
    ['has an absent dimension as null', { dimensions: { plan: '', region: 'eu', zone: null } }],
    ['has another id, which is no content', { id: 'evt-2' }],
  ])('is the same where it %s', (_, parts) => {
    expect(sameContent(kept, repeat(parts))).toBe(true);
  });

  it.each<[string, Partial<UsageEventDraft>]>([
    ['another value', { value: '12.50001' }],
    ['another time', { time: NEW_YEAR + 1 }],
    ['one dimension more', { dimensions: { plan: '', region: 'eu', zone: '' } }],
    ['one dimension less', { dimensions: { region: 'eu' } }],
    ['another text', { dimensions: { plan: '', region: 'us' } }],
    ['another name', { dimensions: { Plan: '', region: 'eu' } }],
  ])('is another with %s', (_, parts) => {
    expect(sameContent(kept, repeat(parts))).toBe(false);
  });

  it('leaves the value aside for COUNT', () => {
    const first = taken({ value: 1 }, 'COUNT');
    expect(sameContent(first.event, taken({ value: 2 }, 'COUNT'))).toBe(true);
  });
});

describe('the text of a key', () => {
  const key = fc.record({ meterId: anyText(6), customerId: anyText(6), id: anyText(6) });

  it('tells all keys apart, whatever they are made of', () => {
    always(
      fc.property(key, key, (a, b) => {
        const alike = a.meterId === b.meterId && a.customerId === b.customerId && a.id === b.id;
        expect(keyText(a) === keyText(b)).toBe(alike);
      }),
    );
  });

  it.each([
    [
      ['m', 'a-b', 'c'],
      ['m', 'a', 'b-c'],
    ],
    [
      ['m', 'a","b', 'c'],
      ['m', 'a', 'b","c'],
    ],
    [
      ['m', 'a\\', '"c'],
      ['m', 'a', '\\"c'],
    ],
  ] as const)('plays no games with separators: %j and %j', (a, b) => {
    const text = ([meterId, customerId, id]: readonly [string, string, string]): string =>
      keyText({ meterId, customerId, id });
    expect(text(a)).not.toBe(text(b));
  });
});

describe('what a message shows', () => {
  it('is a glimpse of the value, never more than 80 characters', () => {
    expect(glimpse(undefined)).toBe('nothing');
    expect(glimpse(null)).toBe('null');
    expect(glimpse('a"b')).toBe('"a\\"b"');
    expect(glimpse([1, 2])).toBe('an array');
    expect(glimpse({ secret: 'x' })).toBe('an object');
    expect(glimpse(new Numeral('1.50'))).toBe('1.50');
    for (const long of ['x'.repeat(1000), '\u{1F600}'.repeat(100), new Numeral('1'.repeat(1000))]) {
      expect(glimpse(long).length).toBeLessThanOrEqual(80);
      expect(glimpse(long).isWellFormed()).toBe(true);
    }
  });

  it('tells a meter that is not there from a text that can be none', () => {
    expect(meterRefusal('api_calls')).toEqual({
      code: 'meter.not-found',
      message: 'meterId: there is no meter "api_calls"',
    });
    expect(meterRefusal('a b').message).toContain('expected the id of a meter');
    expect(meterRefusal(undefined).message).toContain('got nothing');
    expect(meterRefusal('x'.repeat(100_000)).message.length).toBeLessThan(200);
  });
});
