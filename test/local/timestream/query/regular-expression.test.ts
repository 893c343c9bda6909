import { describe, expect, it } from 'vitest';
import { regularExpressionProblem } from '../../../../lib/local/timestream/query/regular-expression.ts';

describe('a pattern that means the same in both dialects', () => {
  it.each([
    ['a', 0n],
    ['^a+(b*)c?.', 1n],
    ['(a)(?:b|c)(d)', 2n],
    ['(?:x)?(a)', 1n],
    ['(a){1,3}', 1n],
    ['(a)+', 1n],
    ['[^!]*(?:![0-9A-X][^!]*)*(x)', 1n],
    ['\\(a\\|\\$\\)(b)', 1n],
    ['[(|)?$.](a)', 1n],
    ['[^\\]]+(a)\\z', 1n],
    ['\\d\\w[\\d\\w]', 0n],
    // The groups that are left out are not asked for.
    ['(a)|(b)', 0n],
    ['(a)(b)?', 1n],
    ['((a)|(b))', 1n],
  ])('%s, group %d', (pattern, group) => {
    expect(regularExpressionProblem(pattern, group)).toBeUndefined();
  });
});

describe('a pattern that is not emulated', () => {
  it.each([
    ['a$', 0n, '$ is not emulated, \\z is'],
    ['\\s', 0n, '\\s is not emulated'],
    ['[\\s]', 0n, 'class'],
    ['\\bword', 0n, '\\b is not emulated'],
    ['(?i)a', 0n, '(?i is not emulated'],
    ['(?=a)', 0n, '(?= is not emulated'],
    ['(?<name>a)', 0n, '(?< is not emulated'],
    ['[[a]b]', 0n, 'class'],
    ['[a&&b]', 0n, 'class'],
    ['[]a]', 0n, 'class'],
    ['[a', 0n, 'class'],
    ['a)', 0n, 'unmatched )'],
  ])('%s', (pattern, group, problem) => {
    expect(regularExpressionProblem(pattern, group)).toContain(problem);
  });

  it.each([
    ['(a)|(b)', 2n],
    ['(a)?', 1n],
    ['(a)*', 1n],
    ['(a){0,2}', 1n],
    ['(?:(a)b)?', 1n],
    ['(?:x|(a))', 1n],
    ['((a)|(b))', 3n],
  ])('%s, whose group %d may not take part', (pattern, group) => {
    expect(regularExpressionProblem(pattern, group)).toContain('does not take part in every match');
  });
});
