import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMeterId, type MeterDraft, meterIdFrom, meterProblems } from '../../lib/core/meter.ts';
import { always } from '../fixtures/always.ts';

const draft = (parts: Partial<MeterDraft> = {}): MeterDraft => ({
  name: 'API calls',
  aggregation: 'SUM',
  ...parts,
});
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `d${i}`);

describe('the problems of a draft', () => {
  it.each<[string, Partial<MeterDraft>]>([
    ['the least', {}],
    ['an id of one character', { id: 'a' }],
    ['an id of 64 characters', { id: `0${'-'.repeat(63)}` }],
    ['a name of 256 characters', { name: 'n'.repeat(256) }],
    ['no description', { description: '' }],
    ['a description of 1,024 characters', { description: 'd'.repeat(1024) }],
    ['a unit of 64 characters', { unit: 'u'.repeat(64) }],
    ['16 dimensions', { dimensions: names(16) }],
    ['dimensions of any form allowed', { dimensions: ['_', 'A.b-c_9', `x${'y'.repeat(59)}`, '__proto__'] }],
  ])('are none with %s', (_, parts) => {
    expect(meterProblems(draft(parts))).toEqual([]);
  });

  it.each<[string, Partial<MeterDraft>, string]>([
    ['an empty id', { id: '' }, 'id'],
    ['an id of 65 characters', { id: 'a'.repeat(65) }, 'id'],
    ['an id that begins with a dot', { id: '.a' }, 'id'],
    ['an id with a slash', { id: 'a/b' }, 'id'],
    ['an id with a line break', { id: 'a\n' }, 'id'],
    ['an empty name', { name: '' }, 'name'],
    ['a name of 257 characters', { name: 'n'.repeat(257) }, 'name'],
    ['half a character in the name', { name: '\ud83d' }, 'name'],
    ['a description of 1,025 characters', { description: 'd'.repeat(1025) }, 'description'],
    ['half a character in the description', { description: 'a\udc00' }, 'description'],
    ['a unit of 65 characters', { unit: 'u'.repeat(65) }, 'unit'],
    ['17 dimensions', { dimensions: names(17) }, 'dimensions'],
    ['a dimension of 61 characters', { dimensions: [`x${'y'.repeat(60)}`] }, 'dimensions.0'],
    ['an empty dimension', { dimensions: ['a', ''] }, 'dimensions.1'],
    ['a dimension that begins with a digit', { dimensions: ['1a'] }, 'dimensions.0'],
    ['a dimension with a blank', { dimensions: ['a b'] }, 'dimensions.0'],
    ['a dimension called like the customer', { dimensions: ['customerId'] }, 'dimensions.0'],
    [
      "a dimension called like the subject's customer",
      { dimensions: ['subject.customerId'] },
      'dimensions.0',
    ],
    ['a dimension named twice', { dimensions: ['a', 'b', 'a'] }, 'dimensions.2'],
  ])('name the field: %s', (_, parts, path) => {
    expect(meterProblems(draft(parts)).map((problem) => problem.path)).toEqual([path]);
  });

  it('are told all at once, each with the value that was seen', () => {
    const problems = meterProblems({
      id: '-',
      name: '',
      description: 'd'.repeat(1025),
      unit: 'u'.repeat(65),
      dimensions: ['customerId', 'a', 'a', ' '],
    });
    expect(problems.map(({ path, value }) => [path, value])).toEqual([
      ['id', '-'],
      ['name', ''],
      ['description', 'd'.repeat(1025)],
      ['unit', 'u'.repeat(65)],
      ['dimensions.0', 'customerId'],
      ['dimensions.2', 'a'],
      ['dimensions.3', ' '],
    ]);
    for (const { message } of problems) expect(message).toMatch(/^(must|is|at most) /);
  });

  it('concern only what a change names', () => {
    expect(meterProblems({})).toEqual([]);
    expect(meterProblems({ unit: 'u'.repeat(65) }).map(({ path }) => path)).toEqual(['unit']);
  });
});

describe('an id made of a name', () => {
  it.each([
    ['API calls', 'api_calls'],
    ['  Storage (GB·h)  ', 'storage_gb_h'],
    ['Café Größe', 'cafe_gro_e'],
    ['ﬁle count', 'file_count'],
    ['2nd factor', '2nd_factor'],
    ['___', 'meter'],
    ['計量', 'meter'],
    ['x'.repeat(300), 'x'.repeat(48)],
    [`${'x'.repeat(47)} yes`, 'x'.repeat(47)],
  ])('of %j is %s', (name, id) => {
    expect(meterIdFrom(name)).toBe(id);
  });

  it('is always one, with a number behind it too', () => {
    always(
      fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (name) => {
        expect(isMeterId(meterIdFrom(name))).toBe(true);
        expect(isMeterId(`${meterIdFrom(name)}_1000`)).toBe(true);
      }),
    );
  });
});
