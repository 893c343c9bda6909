import { describe, expect, it } from 'vitest';
import { unrouted } from '../../../lib/dialects/imetering/unrouted.ts';
import { allDoors } from '../../../lib/doors.ts';
import { anonymous } from '../../fixtures/request.ts';
import { questionOf, refusalOf } from './asked-metering.ts';

const lost = unrouted(allDoors.flatMap(([, door]) => door.routes ?? []));
const asked = (method: string, path: string) => questionOf(lost, anonymous({ method, path }));

describe('a request that no route takes', () => {
  it.each([
    ['PATCH', '/meters', ['POST', 'GET']],
    ['POST', '/meters/m', ['GET', 'PUT', 'DELETE']],
    ['PUT', '/usage', ['DELETE', 'POST']],
    ['POST', '/usage/m', ['GET']],
    ['POST', '/usage/m/events', ['GET']],
    ['GET', '/rejections/r/resubmit', ['POST']],
    ['DELETE', '/customers/a%2Fb', ['GET', 'PUT']],
  ])('%s %s is told which methods would do', async (method, path, allowed) => {
    const details = await refusalOf(asked(method, path), 'route.method');
    expect(details).toMatchObject({ method, path });
    expect(details.allowed.toSorted()).toEqual(allowed.toSorted());
  });

  it.each([
    '/',
    '',
    '/meter',
    '/meters/',
    '/meters/m/x',
    '/usage/m/event',
    '/METERS',
    '//meters',
    '/$default',
  ])('for %j is told that there is nothing', async (path) => {
    expect(await refusalOf(asked('GET', path), 'route.not-found')).toEqual({ path });
  });

  it('is told so in few words', async () => {
    const { path } = await refusalOf(asked('GET', `/${'x'.repeat(10_000)}`), 'route.not-found');
    expect(path).toHaveLength(200);
  });
});
