import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeteringError, Problem } from '../../lib/core/metering-error.ts';
import { QueryReader } from '../../lib/http/query.ts';
import { always } from '../fixtures/always.ts';
import { anyText } from '../fixtures/odd-texts.ts';

const reading = (query: string): QueryReader => new QueryReader(new URLSearchParams(query));

function problemsOf(query: QueryReader): readonly Problem[] {
  try {
    query.done();
    return [];
  } catch (error) {
    const { code, details } = error as MeteringError<'request.malformed'>;
    expect(code).toBe('request.malformed');
    return details.problems;
  }
}

describe('a text of the query', () => {
  it('is what the parameter says, decoded', () => {
    const query = reading('a=x%20y&b=&c=1+1');
    expect([query.text('a'), query.text('b'), query.text('c'), query.text('d')]).toEqual([
      'x y',
      '',
      '1 1',
      undefined,
    ]);
    expect(problemsOf(query)).toEqual([]);
  });

  it('may be given once only', () => {
    const query = reading('a=1&a=2');
    expect(query.text('a')).toBeUndefined();
    expect(problemsOf(query)).toEqual([{ path: 'a', message: 'is given more than once', value: ['1', '2'] }]);
  });
});

describe('texts of the query', () => {
  it.each([
    ['', undefined],
    ['a=x', ['x']],
    ['a=x,y', ['x', 'y']],
    ['a=', ['']],
    ['a=x,', ['x', '']],
    ['a=x&a=y', ['x', 'y']],
    // Repeated ones are taken word by word.
    ['a=x,y&a=z', ['x,y', 'z']],
    ['a=x%252Cy&a=z', ['x%2Cy', 'z']],
    // Encoded twice, a comma is no separator.
    ['a=x%252Cy', ['x,y']],
    ['a=x%252cy,z', ['x,y', 'z']],
    ['a=100%2525', ['100%']],
    ['a=100%25', ['100%']],
    ['a=%25252C', ['%2C']],
  ])('in %j are %j', (query, texts) => {
    expect(reading(query).texts('a')).toEqual(texts);
  });

  it('come through whole when each is encoded twice and they are joined by commas', () => {
    const encoded = (text: string): string => text.replaceAll('%', '%25').replaceAll(',', '%2C');
    const list = fc.array(anyText(10), { minLength: 1, maxLength: 4 });
    always(
      fc.property(list, (texts) => {
        const query = new URLSearchParams({ a: texts.map(encoded).join(',') });
        expect(new QueryReader(new URLSearchParams(query.toString())).texts('a')).toEqual(texts);
      }),
    );
  });
});

describe('a whole number of the query', () => {
  const bounds = { least: 1, most: 100, otherwise: 10 };

  it.each([
    ['', 10],
    ['limit=1', 1],
    ['limit=100', 100],
    ['limit=007', 7],
  ])('in %j is %d', (text, number) => {
    const query = reading(text);
    expect(query.integer('limit', bounds)).toBe(number);
    expect(problemsOf(query)).toEqual([]);
  });

  it.each(['0', '101', '-1', '+1', '1.5', '1e1', 'ten', '', ' 5', '5 ', '0x5', '1'.repeat(40), '٣'])(
    'is not %j',
    (text) => {
      const query = reading(new URLSearchParams({ limit: text }).toString());
      query.integer('limit', bounds);
      expect(problemsOf(query)).toEqual([
        { path: 'limit', message: 'expected a whole number from 1 to 100', value: text },
      ]);
    },
  );
});

describe('a time of the query', () => {
  it.each([
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T05:45:00+05:45', Date.UTC(2026, 0, 1)],
    ['1767225600000', 1767225600000],
    ['0', 0],
    ['-1', -1],
    ['253402300799999', Date.UTC(10_000, 0, 1) - 1],
    ['-62167219200000', Date.parse('0000-01-01T00:00:00Z')],
  ])('may be %s', (text, at) => {
    expect(reading(new URLSearchParams({ from: text }).toString()).instant('from')).toBe(at);
  });

  it('may have a plus that nobody encoded', () => {
    expect(reading('from=2026-01-01T05:45:00+05:45').instant('from')).toBe(Date.UTC(2026, 0, 1));
  });

  it.each([
    '',
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '1e12',
    '1.5',
    '253402300800000',
    '0000-01-01T00:00:00+01:00',
    '1'.repeat(16),
  ])('is not %j', (text) => {
    const query = reading(new URLSearchParams({ from: text }).toString());
    expect(query.instant('from')).toBeUndefined();
    expect(problemsOf(query)).toEqual([
      { path: 'from', message: expect.stringContaining('RFC 3339'), value: text },
    ]);
  });

  it('in seconds is told by its name', () => {
    const query = reading('startTimeInSeconds=1767225600&endTimeInSeconds=0');
    expect(query.seconds('startTimeInSeconds')).toBe(1767225600000);
    expect(query.seconds('endTimeInSeconds')).toBe(0);
    expect(query.seconds('other')).toBeUndefined();
    expect(problemsOf(query)).toEqual([]);
  });

  it.each(['', '-1', '1.5', '2026-01-01T00:00:00Z', '1'.repeat(13)])('in seconds is not %j', (text) => {
    const query = reading(new URLSearchParams({ at: text }).toString());
    expect(query.seconds('at')).toBeUndefined();
    expect(problemsOf(query)).toEqual([{ path: 'at', message: 'expected epoch seconds', value: text }]);
  });
});

describe('a flag of the query', () => {
  it.each([
    ['', false],
    ['deleted=true', true],
    ['deleted=false', false],
  ])('in %j is %s', (text, set) => {
    const query = reading(text);
    expect(query.flag('deleted')).toBe(set);
    expect(problemsOf(query)).toEqual([]);
  });

  it.each(['', '1', 'yes', 'TRUE'])('is not %j', (text) => {
    const query = reading(new URLSearchParams({ deleted: text }).toString());
    query.flag('deleted');
    expect(problemsOf(query)).toHaveLength(1);
  });
});

describe('a query', () => {
  it('is refused once, with everything that is wrong in it', () => {
    const query = reading('limit=x&from=y&deleted=z&fliter.region=eu&limti=3&a=1&a=2');
    query.integer('limit', { least: 1, most: 2, otherwise: 1 });
    query.instant('from');
    query.flag('deleted');
    query.text('a');
    query.problem('groupBy', 'is odd', 7);
    expect(problemsOf(query).map(({ path }) => path)).toEqual([
      'limit',
      'from',
      'deleted',
      'a',
      'groupBy',
      'fliter.region',
      'limti',
    ]);
  });

  it('tells the names that begin alike, each once', () => {
    const query = reading('filter.a=1&filter.b=2&filter.a=3&filtered=4&filter.=5');
    expect(query.names('filter.')).toEqual(['filter.a', 'filter.b', 'filter.']);
  });
});
