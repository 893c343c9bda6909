import { beforeAll, describe, expect, test } from 'vitest';
import { conversation } from './conversation.ts';

const { ask, freeze } = conversation();
beforeAll(() => freeze('2026-01-01T00:00:00Z'));

describe('meters, §2 of the contract', () => {
  test('a meter is registered, read, changed, listed and deleted', async () => {
    const draft = {
      id: 'api_calls',
      name: 'API calls',
      aggregation: 'sum',
      unit: 'call',
      dimensions: ['region', 'plan'],
    };
    const meter = {
      id: 'api_calls',
      name: 'API calls',
      description: '',
      aggregation: 'SUM',
      unit: 'call',
      dimensions: ['region', 'plan'],
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      version: 1,
    };
    expect(await ask('POST /meters', draft)).toMatchObject({ status: 201, body: { data: meter } });
    expect((await ask('GET /meters/api_calls')).body).toEqual({ data: meter });
    const change = { dimensions: ['region', 'plan', 'tier'], unit: 'calls', version: 1 };
    expect((await ask('PUT /meters/api_calls', change)).body).toEqual({
      data: { ...meter, unit: 'calls', dimensions: ['region', 'plan', 'tier'], version: 2 },
    });
    expect((await ask('GET /meters')).body.data.map(({ id }: { id: string }) => id)).toEqual(['api_calls']);
    expect(await ask('DELETE /meters/api_calls')).toMatchObject({ status: 204, body: undefined });
    expect((await ask('DELETE /meters/api_calls')).status).toBe(204);
    expect((await ask('GET /meters/api_calls')).status).toBe(404);
    expect((await ask('GET /meters')).body).toEqual({ data: [] });
  });

  test.each([
    ['POST /meters', { id: 'api_calls', name: 'again', aggregation: 'SUM' }, 409, 'meter.exists'],
    ['PUT /meters/api_calls', { name: 'deleted' }, 404, 'meter.not-found'],
    ['GET /meters/never', undefined, 404, 'meter.not-found'],
    ['DELETE /meters/never', undefined, 404, 'meter.not-found'],
    ['GET /meters/%00%F0%9F%92%A9', undefined, 404, 'meter.not-found'],
    [`GET /meters/${'x'.repeat(3000)}`, undefined, 404, 'meter.not-found'],
    ['GET /meters?limit=0', undefined, 400, 'request.malformed'],
    ['GET /meters?limit=101', undefined, 400, 'request.malformed'],
    ['GET /meters?limit=ten', undefined, 400, 'request.malformed'],
    ['GET /meters?next_token=forged', undefined, 400, 'page.invalid'],
    ['GET /meters?colour=blue', undefined, 400, 'request.malformed'],
    ['GET /nowhere', undefined, 404, 'route.not-found'],
    ['PATCH /meters/api_calls', {}, 405, 'route.method'],
    ['POST /meters', '{', 400, 'request.malformed'],
    ['POST /meters', '[]', 400, 'request.malformed'],
    ['POST /meters', '"text"', 400, 'request.malformed'],
    ['POST /meters', '12345678901234567890', 400, 'request.malformed'],
    ['POST /meters', undefined, 400, 'request.malformed'],
    ['POST /meters', `${'['.repeat(65)}${']'.repeat(65)}`, 400, 'request.malformed'],
  ])('%s with %j answers %i %s', async (on, body, status, code) => {
    const reply = await ask(on, body);
    expect(reply).toMatchObject({ status, body: { statusCode: status, code } });
    expect(Object.keys(reply.body).sort()).toEqual(['code', 'details', 'message', 'statusCode']);
  });

  test('every problem of a draft is told at once, under the names that were sent', async () => {
    const { status, body } = await ask('POST /meters', {
      meterApiName: '-bad-',
      label: '',
      meterType: 'median',
      dimensions: ['ok', 'not ok', 'customerId'],
      colour: 'blue',
    });
    expect(status).toBe(400);
    const paths = body.details.problems.map(({ path }: { path: string }) => path).sort();
    expect(paths).toEqual(['colour', 'dimensions.1', 'dimensions.2', 'label', 'meterApiName', 'meterType']);
  });

  test('SBT’s names for things are understood', async () => {
    const sbt = { label: 'Logins', meterApiName: 'logins', meterType: 'event_count' };
    expect((await ask('POST /meters', sbt)).body.data).toMatchObject({
      id: 'logins',
      name: 'Logins',
      aggregation: 'COUNT',
    });
  });

  test('what may not change is refused, and a stale version too', async () => {
    await ask('POST /meters', { id: 'fixed', name: 'Fixed', aggregation: 'MAX', dimensions: ['a', 'b'] });
    expect((await ask('PUT /meters/fixed', { aggregation: 'MIN' })).body.code).toBe(
      'meter.aggregation-fixed',
    );
    expect((await ask('PUT /meters/fixed', { dimensions: ['a'] })).body.code).toBe('meter.dimension-in-use');
    expect((await ask('PUT /meters/fixed', { name: 'x', version: 7 })).body.code).toBe('meter.changed');
    expect((await ask('PUT /meters/fixed', { id: 'other' })).body.code).toBe('request.malformed');
    expect((await ask('PUT /meters/fixed', { aggregation: 'max', name: 'Renamed' })).body.data).toMatchObject(
      {
        name: 'Renamed',
        version: 2,
      },
    );
  });

  test('an id is made of the name, and made unique', async () => {
    const ids = [];
    for (let i = 0; i < 3; i++) {
      ids.push((await ask('POST /meters', { name: 'Gigabyte hours!', aggregation: 'SUM' })).body.data.id);
    }
    expect(ids).toEqual(['gigabyte_hours', 'gigabyte_hours_2', 'gigabyte_hours_3']);
  });

  test('pages visit every meter once; a token of another list is refused', async () => {
    for (let i = 0; i < 25; i++) {
      await ask('POST /meters', { id: `paged.${i}`, name: 'Paged', aggregation: 'COUNT' });
    }
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const { body } = await ask(
        `GET /meters?limit=7${token ? `&next_token=${encodeURIComponent(token)}` : ''}`,
      );
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      token = body.next_token;
      if (token) {
        expect((await ask(`GET /customers?next_token=${token}`)).body.code).toBe('page.invalid');
        expect((await ask(`GET /meters?next_token=${token.slice(1)}`)).body.code).toBe('page.invalid');
      }
    } while (token);
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => id.startsWith('paged.'))).toHaveLength(25);
  });

  test('nobody comes in without the key', async () => {
    const anonymous = await ask('GET /meters', undefined, { 'x-api-key': '' });
    expect(anonymous).toMatchObject({ status: 401, body: { code: 'identity.missing' } });
    expect((await ask('GET /meters', undefined, { 'x-api-key': 'guess' })).status).toBe(401);
  });
});
