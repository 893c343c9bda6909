import * as fc from 'fast-check';
import { parse as parseSlowly } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { Numeral } from '../../lib/core/decimal.ts';
import { MAX_DEPTH, parseJson, printJson } from '../../lib/http/json.ts';
import { always } from '../fixtures/always.ts';

const nested = (depth: number, open = '[', close = ']'): string => open.repeat(depth) + close.repeat(depth);
/** What makes the whole text take the careful path. */
const RISKY = '12345678901234567890';

describe('reading JSON', () => {
  it.each([
    ['12.5', 12.5],
    ['123456789012345', 123456789012345],
    ['-123456789012345', -123456789012345],
    ['-0.1000000000000', -0.1],
    ['1234567890123456', new Numeral('1234567890123456')],
    ['9007199254740993', new Numeral('9007199254740993')],
    ['-9007199254740993', new Numeral('-9007199254740993')],
    ['0.10000000000000000001', new Numeral('0.10000000000000000001')],
    ['1e2', new Numeral('1e2')],
    ['1E-7', new Numeral('1E-7')],
    ['1e400', new Numeral('1e400')],
    ['-0', -0],
  ])('takes %s for what it says', (text, value) => {
    expect(parseJson(text)).toEqual(value);
    expect(parseJson(`{"a": ${text}, "b": ${RISKY}}`)).toEqual({ a: value, b: new Numeral(RISKY) });
  });

  it('reads a number alike whatever stands beside it', () => {
    const literal = fc.stringMatching(/^-?(0|[1-9][0-9]{0,16})(\.[0-9]{1,17})?$/);
    always(
      fc.property(literal, (text) => {
        expect(parseJson(`[${text}, ${RISKY}]`)).toEqual([parseJson(text), new Numeral(RISKY)]);
      }),
    );
  });

  it('loses no digit of any number', () => {
    const literal = fc.stringMatching(/^-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$/);
    always(
      fc.property(literal, (text) => {
        const value = parseJson(text);
        if (value instanceof Numeral) expect(value.text).toBe(text);
        else expect(Number(text)).toBe(value);
        const digits = (written: string): string => written.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
        if (typeof value === 'number') expect(digits(text).length).toBeLessThanOrEqual(15);
      }),
    );
  });

  it('reads whatever JSON.parse reads, on either path', () => {
    always(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        const plain = (value: unknown): unknown => JSON.parse(printJson(value));
        expect(plain(parseJson(text))).toEqual(JSON.parse(text));
        expect(plain(parseJson(`[${text}, ${RISKY}]`))).toEqual([JSON.parse(text), Number(RISKY)]);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '{',
    '}',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '{"a" 1}',
    '01',
    '+1',
    '.5',
    '5.',
    '1e',
    '-',
    'NaN',
    'Infinity',
    'undefined',
    '"a',
    '"\n"',
    '"\\x"',
    '"\\u12g4"',
    '1 2',
    '// 1\n1',
    'nul',
    ']]]]',
    '\ufeff1',
  ])('refuses %j on either path', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(() => parseJson(`[${RISKY}, ${text}`)).toThrow(SyntaxError);
  });

  it('keeps the last value of a key that is repeated, on either path', () => {
    expect(parseJson('{"a":1,"b":2,"a":{"c":3}}')).toEqual({ a: { c: 3 }, b: 2 });
    expect(parseJson(`{"a":1,"b":${RISKY},"a":{"c":3}}`)).toEqual({ a: { c: 3 }, b: new Numeral(RISKY) });
    expect(parseJson(`{"a":${RISKY},"a":1}`)).toEqual({ a: 1 });
    expect(parseJson(`{"a":1,"a":null,"b":1e5}`)).toEqual({ a: null, b: new Numeral('1e5') });
  });

  it.each(['1', RISKY])('takes __proto__ for a name like any other, beside %s', (number) => {
    const value = parseJson(`{"__proto__": {"admin": true}, "n": ${number}}`) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'n']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value['admin']).toBeUndefined();
    expect({}).not.toHaveProperty('admin');
    expect(printJson(value)).toBe(`{"__proto__":{"admin":true},"n":${number}}`);
  });

  it.each(['1', RISKY])('hands over half a character as it came, beside %s', (number) => {
    const [text] = parseJson(`["\\ud83d", ${number}]`) as [string];
    expect(text).toBe('\ud83d');
    expect(printJson([text])).toBe('["\\ud83d"]');
  });
});

describe('the depth of JSON', () => {
  it.each([
    ['[', ']'],
    ['{"a":[', ']}'],
  ])('may be 64 levels of %s, and no more', (open, close) => {
    const levels = MAX_DEPTH / open.replace(/[^[{]/g, '').length;
    expect(printJson(parseJson(nested(levels, open, close)))).toBe(nested(levels, open, close));
    expect(() => parseJson(`[${nested(levels, open, close)}]`)).toThrow(/deeper than 64 levels/);
  });

  it('is not that of brackets in texts', () => {
    const text = `${'['.repeat(1000)}\\"${'{'.repeat(1000)}\\\\`;
    expect(parseJson(`["${text}"]`)).toEqual([JSON.parse(`"${text}"`)]);
    expect(parseJson(`["${text}", ${RISKY}]`)).toEqual([JSON.parse(`"${text}"`), new Numeral(RISKY)]);
  });

  it('is refused before a parser goes down into it', () => {
    expect(() => parseJson('['.repeat(5_000_000))).toThrow(/deeper than 64 levels/);
    expect(() => parseJson(`${']'.repeat(100)}${'['.repeat(150)}`)).toThrow(SyntaxError);
    expect(() => parseJson(`"\\\\"${'['.repeat(65)}`)).toThrow(/deeper than 64 levels/);
  });

  it('counts what is open at once, not what is there', () => {
    const wide = `[${Array.from({ length: 500 }, () => '{"a":[]}').join(',')}]`;
    expect(parseJson(wide)).toHaveLength(500);
  });
});

describe('printing JSON', () => {
  it.each([
    [undefined, 'null'],
    [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
    [{ value: new Numeral('1.50') }, '{"value":1.50}'],
    [[new Numeral('9007199254740993'), new Numeral('1e400')], '[9007199254740993,1e400]'],
    [{ isLosslessNumber: true, toJSON: 1 }, '{"isLosslessNumber":true,"toJSON":1}'],
    [-0, '0'],
    ['\u2028"\\', JSON.stringify('\u2028"\\')],
  ])('of %j is %s', (value, text) => {
    expect(printJson(value)).toBe(text);
  });

  it('gives back every text that it prints, numbers digit by digit', () => {
    const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?$/);
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        number.filter((text) => /[\d.]{16}/.test(text)),
        fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
        fc.constantFrom('true', 'false', 'null'),
        fc.array(tie('value')).map((items) => `[${items.join(',')}]`),
        fc
          .uniqueArray(
            fc.tuple(
              fc.string({ unit: 'binary' }).map((text) => `"k${JSON.stringify(text).slice(1)}`),
              tie('value'),
            ),
            {
              selector: ([key]) => key,
            },
          )
          .map((pairs) => `{${pairs.map(([key, each]) => `${key}:${each}`).join(',')}}`),
      ),
    }));
    always(
      fc.property(value, (text) => {
        expect(printJson(parseJson(text))).toBe(text);
      }),
    );
  });

  it('reads back as a careful parser reads it', () => {
    always(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseSlowly(printJson(value), undefined, Number)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
