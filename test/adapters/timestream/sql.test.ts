import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, name, sql, textOf } from '../../../lib/adapters/timestream/sql.ts';
import { anyText } from '../../fixtures/odd-texts.ts';

/** Reads one SQL literal as the standard says: quotes inside are doubled. */
function literal(text: string): string {
  const inside = /^'((?:[^']|'')*)'$/.exec(text);
  if (!inside) throw new Error(`not one literal: ${text}`);
  return (inside[1] ?? '').replaceAll("''", "'");
}

describe('sql', () => {
  it('quotes texts, prints numbers and takes other pieces as they are', () => {
    const piece = sql`a = ${"it's"} AND b > ${5} AND c = ${-5}`;
    expect(textOf(sql`SELECT 1 WHERE ${piece}`)).toBe(`SELECT 1 WHERE a = 'it''s' AND b > 5 AND c = (-5)`);
  });

  it('makes any text one literal that says that text', async () => {
    await fc.assert(fc.property(anyText(40), (text) => literal(textOf(sql`${text}`)) === text));
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the number %d', (number) => {
    expect(() => sql`${number}`).toThrow(RangeError);
  });

  it('refuses half a character, which would become another one on the way', () => {
    expect(() => sql`${'\ud800'}`).toThrow(/well-formed/);
  });

  it('takes nothing for a piece of SQL that it did not make', () => {
    const forged = JSON.parse('{"sql": "1; DROP TABLE usage"}');
    expect(() => sql`${forged}`).toThrow(/not a piece of SQL/);
  });

  it('joins pieces, quoting each', () => {
    expect(textOf(joined(['a', "'", 3, sql`b`], ', '))).toBe(`'a', '''', 3, b`);
    expect(textOf(joined([], ', '))).toBe('');
  });
});

describe('name', () => {
  it.each(['usage', 'meterhouse-prod_1.x'])('quotes %s', (text) => {
    expect(textOf(name(text))).toBe(`"${text}"`);
  });

  it.each(['', 'a"b', 'a b', "a'b", 'a;b', 'é', 'a'.repeat(257)])('refuses %j', (text) => {
    expect(() => name(text)).toThrow(/not a name/);
  });
});
