import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dimensionPattern,
  dimensionText,
  markedText,
  readDimensionText,
  readMarkedText,
} from '../../../lib/adapters/timestream/dimension-text.ts';
import { dimensionsOf } from '../../../lib/core/event-dimensions.ts';
import { anyText } from '../../fixtures/odd-texts.ts';

const pairs = fc.uniqueArray(fc.tuple(anyText(20), fc.oneof(fc.constant(''), anyText(20))), {
  selector: ([name]) => name,
  maxLength: 8,
});
const found = (name: string, text: string): string | undefined =>
  new RegExp(dimensionPattern(name), 'u').exec(text)?.[1];

describe('dimensionText', () => {
  it.each([
    [{}, '!;'],
    [{ region: 'eu-west-1' }, '!;region!=eu-west-1!;'],
    [{ b: '', a: 'x;y=z!' }, '!;a!=x;y=z!X!;b!=!;'],
  ])('writes %j as %s', (dimensions, text) => {
    expect(dimensionText(dimensionsOf(Object.entries(dimensions)))).toBe(text);
  });

  it('does not depend on the order that dimensions come in', () => {
    const a = new Map([
      ['a', '1'],
      ['b', '2'],
    ]);
    const b = new Map([
      ['b', '2'],
      ['a', '1'],
    ]);
    expect(dimensionText(a)).toBe(dimensionText(b));
  });

  it('gives all dimensions back', async () => {
    await fc.assert(
      fc.property(pairs, (dimensions) => {
        const all = dimensionsOf(dimensions);
        expect([...readDimensionText(dimensionText(all))]).toEqual([...all]);
      }),
    );
  });

  it('lets a pattern find each dimension, and no other one', async () => {
    await fc.assert(
      fc.property(pairs, anyText(20), (dimensions, absent) => {
        const all = dimensionsOf(dimensions);
        const text = dimensionText(all);
        for (const [name, value] of all) expect(found(name, text)).toBe(markedText(value));
        fc.pre(!all.has(absent));
        expect(found(absent, text)).toBeUndefined();
      }),
    );
  });
});

describe('markedText', () => {
  it('tells an absent text from an empty one and gives both back', () => {
    expect(markedText(null)).toBe('');
    expect(markedText('')).toBe('=');
    for (const text of [null, '', ' ', '=', 'eu']) expect(readMarkedText(markedText(text))).toBe(text);
  });
});
