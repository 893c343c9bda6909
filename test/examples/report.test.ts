import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourChart } from '../../examples/access-log/hour-chart.ts';
import { grouped } from '../../examples/access-log/report.ts';
import { textTable } from '../../examples/access-log/text-table.ts';

const HOUR = 3_600_000;
const day = Date.UTC(2015, 4, 17);

describe('a number', () => {
  it.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1,000'],
    ['-1234567', '-1,234,567'],
    ['2747282740.125', '2,747,282,740.125'],
    [9007199254740993n, '9,007,199,254,740,993'],
  ])('%s is written %s', (value, text) => {
    expect(grouped(value)).toBe(text);
  });
});

describe('a table', () => {
  it('has names to the left, numbers to the right and a line above its sum', () => {
    const rows = [
      ['a', '1'],
      ['bcd', '1,000'],
      ['all', '1,001'],
    ];
    expect(textTable(['day', 'bytes'], rows, { summed: true })).toBe(
      ['day   bytes', '───────────', 'a         1', 'bcd   1,000', '───────────', 'all   1,001'].join('\n'),
    );
  });
});

describe('the chart of hours', () => {
  it('draws a column for each hour of the days it is given', () => {
    const chart = hourChart(
      new Map([
        [day, 8],
        [day + HOUR, 4],
        [day + 25 * HOUR, 1],
      ]),
    ).split('\n');
    expect(chart).toHaveLength(10);
    expect(chart[0]).toBe('8 │█');
    expect(chart[4]).toBe('8 │██'.replace('8', ' '));
    expect(chart[7]).toBe(`  │██${' '.repeat(23)}█`);
    expect(chart[8]).toBe(`0 └┴${'─'.repeat(23)}┴${'─'.repeat(23)}`);
    expect(chart[9]).toBe(`   2015-05-17${' '.repeat(14)}2015-05-18`);
  });

  it('shows an hour of a single request beside one of thousands', () => {
    const chart = hourChart(
      new Map([
        [day, 10_000],
        [day + HOUR, 1],
      ]),
    ).split('\n');
    expect(chart[7]).toBe(`${' '.repeat(6)} │█▁`);
  });

  it('keeps to the last seven days', () => {
    const hours = new Map(Array.from({ length: 400 }, (_, i) => [day + i * 24 * HOUR, 5] as const));
    const widths = hourChart(hours)
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBe('5 └'.length + 7 * 24);
  });

  it('is as high and as wide as it says, whatever the numbers', () => {
    const counts = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 1e9 })), { minLength: 1 });
    fc.assert(
      fc.property(counts, (each) => {
        const lines = hourChart(new Map(each.map(([hour, count]) => [day + hour * HOUR, count]))).split('\n');
        expect(lines).toHaveLength(10);
        const axis = lines[8] ?? '';
        expect(lines.every((line) => line.length <= axis.length)).toBe(true);
      }),
    );
  });
});
