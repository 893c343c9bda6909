import { describe, expect, test } from 'vitest';
import { allDoors } from '../../lib/doors.ts';
import { routeTable } from '../../lib/local/route-table.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /meters',
  'GET /meters/{meterId}',
  'GET /meters/special',
  'ANY /meters/{meterId}',
  'GET /usage/{meterId}/events',
  'GET /usage/{proxy+}',
  'POST /a/{x}/c',
  'POST /a/b/{y}',
  'GET /',
];
const find = routeTable(keys.map((key) => [key, `to ${key}`] as const));

describe('a route', () => {
  test.each<[string, string, string, Record<string, string>]>([
    ['GET', '/meters', 'GET /meters', {}],
    ['GET', '/', 'GET /', {}],
    ['GET', '/meters/m1', 'GET /meters/{meterId}', { meterId: 'm1' }],
    ['GET', '/meters/special', 'GET /meters/special', {}],
    ['PUT', '/meters/m1', 'ANY /meters/{meterId}', { meterId: 'm1' }],
    ['POST', '/meters', 'ANY /{proxy+}', { proxy: 'meters' }],
    ['GET', '/usage/m1/events', 'GET /usage/{meterId}/events', { meterId: 'm1' }],
    ['GET', '/usage/m1/events/x', 'GET /usage/{proxy+}', { proxy: 'm1/events/x' }],
    ['GET', '/usage/m1', 'GET /usage/{proxy+}', { proxy: 'm1' }],
    ['POST', '/a/b/c', 'POST /a/b/{y}', { y: 'c' }],
    ['POST', '/a/x/c', 'POST /a/{x}/c', { x: 'x' }],
    ['GET', '/Meters', 'ANY /{proxy+}', { proxy: 'Meters' }],
    ['GET', '/meters/', 'ANY /{proxy+}', { proxy: 'meters/' }],
    ['PUT', '/', '$default', {}],
    ['GET', '//', '$default', {}],
    ['GET', '/meters/a%2Fb%20c', 'GET /meters/{meterId}', { meterId: 'a/b c' }],
    ['GET', '/meters/a+b', 'GET /meters/{meterId}', { meterId: 'a+b' }],
    ['GET', '/meters/100%', 'GET /meters/{meterId}', { meterId: '100%' }],
    ['GET', '/meters/%ff', 'GET /meters/{meterId}', { meterId: '%ff' }],
    ['GET', '/%6Deters', 'GET /meters', {}],
  ])('of %s %s is %s', (method, path, routeKey, pathParameters) => {
    expect(find(method, path)).toEqual({ target: `to ${routeKey}`, routeKey, pathParameters });
  });

  test('is absent when nothing matches and there is no default', () => {
    expect(routeTable([['GET /meters', 1]])('GET', '/other')).toBeUndefined();
  });

  test.each(['GET', 'GET meters', '/meters'])('must not read %s', (routeKey) => {
    expect(() => routeTable([[routeKey, 1]])).toThrow('is no route');
  });

  test('leads to its own door, for every route of the house', () => {
    const routes = allDoors.flatMap(([name, door]) => (door.routes ?? []).map((key) => [key, name] as const));
    const house = routeTable(routes);
    const fixed = routes.filter(([key]) => key !== '$default');
    expect(fixed.length).toBeGreaterThan(10);
    for (const [key, name] of fixed) {
      const [method = '', path = ''] = key.split(' ');
      expect(house(method, path.replace(/\{\w+\}/g, 'x'))).toMatchObject({ target: name, routeKey: key });
    }
  });
});
