import { describe, expect, it } from 'vitest';
import { fitting, jsonBytes } from '../../lib/core/answer-size.ts';

describe('what fits an answer', () => {
  it.each([
    [[1, 2, 3], 3],
    [[], 0],
    [[2_500_000, 2_500_000], 2],
    [[2_500_000, 2_500_001], 1],
    [[9_000_000, 1], 1],
    [[1, 9_000_000, 1], 1],
  ])('of items of %j bytes is %i of them', (sizes, count) => {
    expect(fitting(sizes, (bytes) => bytes)).toEqual(sizes.slice(0, count));
  });

  it('is told what came before each item', () => {
    const seen: unknown[] = [];
    fitting(['a', 'b'], (item, before) => seen.push([item, before]));
    expect(seen).toEqual([
      ['a', undefined],
      ['b', 'a'],
    ]);
  });

  it('is measured as it travels', () => {
    expect([jsonBytes('a'), jsonBytes('\u0001'), jsonBytes('é'), jsonBytes(['😀'])]).toEqual([3, 8, 4, 8]);
  });
});
