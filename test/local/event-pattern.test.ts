import { describe, expect, test } from 'vitest';
import { detailTypes, eventPattern, type MeteringEvent } from '../../lib/doors.ts';
import { eventMatcher } from '../../lib/local/event-pattern.ts';

const event = {
  source: 'shop.orders',
  'detail-type': 'ingestUsage',
  resources: ['arn:one', 'arn:two'],
  detail: {
    plan: 'Gold',
    count: 5,
    price: -1.5,
    trial: false,
    note: null,
    empty: '',
    tags: ['red', 'blue'],
    region: { name: 'eu-west-1', zone: 2 },
    items: [{ sku: 'a', n: 1 }, { sku: 'b' }],
  },
};

describe('an event pattern', () => {
  test.each<[string, unknown]>([
    ['an exact text', { source: ['shop.orders'] }],
    ['any of several', { source: ['other', 'shop.orders'] }],
    ['a number', { detail: { count: [5] } }],
    ['false', { detail: { trial: [false] } }],
    ['null', { detail: { note: [null] } }],
    ['an empty text', { detail: { empty: [''] } }],
    ['a member of a list', { resources: ['arn:two'] }],
    ['a field of an object in a list', { detail: { items: { sku: ['b'] } } }],
    ['several fields', { source: ['shop.orders'], detail: { region: { name: ['eu-west-1'], zone: [2] } } }],
    ['a prefix', { source: [{ prefix: 'shop.' }] }],
    ['a suffix', { source: [{ suffix: '.orders' }] }],
    ['a prefix of a list member', { detail: { tags: [{ prefix: 'bl' }] } }],
    ['text in any case', { detail: { plan: [{ 'equals-ignore-case': 'gOLD' }] } }],
    ['a field that exists', { detail: { plan: [{ exists: true }] } }],
    ['null as a field that exists', { detail: { note: [{ exists: true }] } }],
    ['an absent field', { detail: { nothing: [{ exists: false }] } }],
    ['an absent field of an absent object', { detail: { nowhere: { at: [{ exists: false }] } } }],
    ['an object where no value may be', { detail: { region: [{ exists: false }] } }],
    ['anything but a value', { detail: { plan: [{ 'anything-but': 'Silver' }] } }],
    ['anything but several', { detail: { count: [{ 'anything-but': [1, 2] }] } }],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }],
    ['anything but suffixes', { source: [{ 'anything-but': { suffix: ['.x', '.y'] } }] }],
    ['a list with another member', { detail: { tags: [{ 'anything-but': 'red' }] } }],
    ['a number that equals', { detail: { count: [{ numeric: ['=', 5] }] } }],
    ['a number in a range', { detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }],
    ['a negative number', { detail: { price: [{ numeric: ['<', 0] }] } }],
    ['one of two patterns', { $or: [{ source: ['x'] }, { detail: { count: [5] } }] }],
    [
      'a nested $or beside a field',
      { detail: { plan: ['Gold'], $or: [{ count: [9] }, { trial: [false] }] } },
    ],
    ['one condition of several kinds', { detail: { plan: ['Silver', { prefix: 'Go' }] } }],
  ])('matches %s', (_, pattern) => {
    expect(eventMatcher(pattern)(event)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['another text', { source: ['shop'] }],
    ['text in another case', { source: ['Shop.orders'] }],
    ['a text where a number is', { detail: { count: ['5'] } }],
    ['a number where a text is', { source: [5] }],
    ['when one of several fields differs', { source: ['shop.orders'], detail: { count: [6] } }],
    ['an absent field', { detail: { nothing: ['x'] } }],
    ['a property of every object', { detail: { constructor: [{ exists: true }] } }],
    ['a prefix elsewhere', { source: [{ prefix: 'orders' }] }],
    ['a prefix of a number', { detail: { count: [{ prefix: '5' }] } }],
    ['a field that must be absent', { detail: { plan: [{ exists: false }] } }],
    ['an object where a value must be', { detail: { region: [{ exists: true }] } }],
    ['anything but the value it is', { detail: { plan: [{ 'anything-but': ['Gold'] }] } }],
    ['anything but, where nothing is', { detail: { nothing: [{ 'anything-but': 'x' }] } }],
    ['anything but the prefix it has', { source: [{ 'anything-but': { prefix: 'shop' } }] }],
    [
      'anything but a text in another case',
      { detail: { plan: [{ 'anything-but': { 'equals-ignore-case': 'GOLD' } }] } },
    ],
    ['a number out of range', { detail: { count: [{ numeric: ['>', 5] }] } }],
    ['a number out of half a range', { detail: { count: [{ numeric: ['>', 0, '<', 5] }] } }],
    ['a text by number', { source: [{ numeric: ['>', 0] }] }],
    ['none of two patterns', { $or: [{ source: ['x'] }, { detail: { count: [6] } }] }],
    [
      'a $or whose neighbour differs',
      { source: ['x'], $or: [{ detail: { count: [5] } }, { source: ['y'] }] },
    ],
    ['fields of different objects in a list', { detail: { items: { sku: ['b'], n: [1] } } }],
    ['a value where an object is asked', { source: { name: ['x'] } }],
  ])('does not match %s', (_, pattern) => {
    expect(eventMatcher(pattern)(event)).toBe(false);
  });

  test.each<[string, unknown]>([
    ['no object', []],
    ['an empty object', {}],
    ['an empty list', { source: [] }],
    ['a bare value', { source: 'x' }],
    ['a list in a list', { source: [['x']] }],
    ['wildcard', { source: [{ wildcard: 'a*' }] }],
    ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }],
    ['an operator that every object has', { source: [{ constructor: 'x' }] }],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['an unknown anything-but', { source: [{ 'anything-but': { wildcard: 'a*' } }] }],
    ['an empty prefix', { source: [{ prefix: '' }] }],
    ['exists as text', { source: [{ exists: 'true' }] }],
    ['an unknown comparison', { detail: { n: [{ numeric: ['~', 1] }] } }],
    ['half a comparison', { detail: { n: [{ numeric: ['>'] }] } }],
    ['a comparison with text', { detail: { n: [{ numeric: ['>', '1'] }] } }],
    ['$or of one', { $or: [{ source: ['x'] }] }],
    ['$or of values', { $or: ['x', 'y'] }],
  ])('is refused when it holds %s', (_, pattern) => {
    expect(() => eventMatcher(pattern)).toThrow(/pattern/);
  });

  test.each(
    Object.entries(detailTypes).flatMap(([kind, types]) => types.map((type) => [kind, type] as const)),
  )('of the rule for %s matches %s from any source, and no other rule does', (kind, type) => {
    const matching = Object.keys(detailTypes).filter((each) =>
      eventMatcher(eventPattern(each as MeteringEvent))({ 'detail-type': type, source: 'anything' }),
    );
    expect(matching).toEqual([kind]);
  });
});
