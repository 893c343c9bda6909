import { beforeAll, describe, expect, test } from 'vitest';
import { conversation } from './conversation.ts';

const { ask, freeze } = conversation();
beforeAll(() => freeze('2026-03-01T12:00:00Z'));

async function meter(id: string, aggregation: string, dimensions: string[] = []): Promise<void> {
  expect((await ask('POST /meters', { id, name: id, aggregation, dimensions })).status).toBe(201);
}

/** The clock stands still, and `to` is exclusive: what arrives now lies behind "until now". */
const today = 'to=2026-03-01T12:00:01Z';
const range = 'from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z';
const series = async (query: string) => (await ask(`GET /usage/${query}`)).body.data.series;
const numbers = async (query: string): Promise<string[]> =>
  (await series(query)).flatMap(({ points }: { points: { value: string }[] }) =>
    points.map(({ value }) => value),
  );

describe('usage events, §3 of the contract', () => {
  test('one event gets one verdict, a repeat is a duplicate, another content a conflict', async () => {
    await meter('calls', 'SUM', ['region', 'plan']);
    const event = {
      id: 'evt-1',
      meterId: 'calls',
      customerId: 't-1',
      value: '12.5',
      time: '2026-02-01T00:00:00.123Z',
      dimensions: { region: 'eu-west-1' },
    };
    expect((await ask('POST /usage', event)).body).toEqual({
      data: [{ id: 'evt-1', status: 'accepted' }],
      summary: { accepted: 1, duplicate: 0, conflict: 0, rejected: 0 },
    });
    const { time: _, ...untimed } = event;
    for (const repeat of [event, { ...event, value: 12.5 }, { ...event, time: 1769904000123 }, untimed]) {
      expect((await ask('POST /usage', repeat)).body.data).toEqual([{ id: 'evt-1', status: 'duplicate' }]);
    }
    for (const other of [{ value: '13' }, { time: '2026-02-01T00:00:00.124Z' }, { dimensions: {} }]) {
      const [verdict] = (await ask('POST /usage', { ...event, ...other })).body.data;
      expect(verdict).toMatchObject({ id: 'evt-1', status: 'conflict', code: 'event.conflict' });
    }
    expect(await numbers(`calls?${range}`)).toEqual(['12.5']);
  });

  test('identities that only look alike are different ones', async () => {
    await meter('apart', 'COUNT');
    const events = [
      { meterId: 'apart', customerId: 'a-b', id: 'c' },
      { meterId: 'apart', customerId: 'a', id: 'b-c' },
      { meterId: 'apart', customerId: 'a#b', id: 'c' },
      { meterId: 'apart', customerId: 'a', id: '#bc' },
      { meterId: 'apart', customerId: '\u0000', id: '"' },
      { meterId: 'apart', customerId: "'; DROP TABLE usage; --", id: '\u{1F4A9}' },
    ];
    expect((await ask('POST /usage', { events })).body.summary.accepted).toBe(6);
    expect(await numbers(`apart?${today}`)).toEqual(['6']);
    expect(
      await numbers(`apart?${today}&customerId=${encodeURIComponent("'; DROP TABLE usage; --")}`),
    ).toEqual(['1']);
  });

  test.each([
    [{ value: null }, 'value.invalid'],
    [{ value: '' }, 'value.invalid'],
    [{ value: true }, 'value.invalid'],
    [{ value: {} }, 'value.invalid'],
    [{ value: 'NaN' }, 'value.invalid'],
    [{ value: '+5' }, 'value.invalid'],
    [{ value: '1e101' }, 'value.invalid'],
    [{ value: '1'.repeat(39) }, 'value.invalid'],
    [{ time: '2026-03-01T12:15:00.001Z' }, 'time.out-of-bounds'],
    [{ time: 1769904000 }, 'time.out-of-bounds'],
    [{ time: '1999-12-31T23:59:59.999Z' }, 'time.out-of-bounds'],
    [{ time: 'yesterday' }, 'time.out-of-bounds'],
    [{ id: '' }, 'id.invalid'],
    [{ id: 'x'.repeat(257) }, 'id.invalid'],
    [{ dimensions: { region: 'x'.repeat(201) } }, 'dimension.invalid'],
    [{ dimensions: ['region'] }, 'dimension.invalid'],
    [{ customerId: undefined }, 'customer.missing'],
    [{ customerId: 'x'.repeat(257) }, 'customer.missing'],
    [{ customerId: 'a', tenantId: 'b' }, 'customer.missing'],
    [{ meterId: 'nobody.made.me' }, 'meter.not-found'],
    [{ meterId: undefined }, 'meter.not-found'],
  ])('%j is rejected as %s and leaves its neighbours be', async (flaw, code) => {
    const good = { meterId: 'calls', customerId: 'neighbour', value: 1 };
    const bad = { meterId: 'calls', customerId: 't-1', value: 1, ...flaw };
    const { status, body } = await ask('POST /usage', { events: [good, bad, good] });
    expect(status).toBe(200);
    expect(body.data.map((each: { status: string }) => each.status)).toEqual([
      'accepted',
      'rejected',
      'accepted',
    ]);
    expect(body.data[1]).toMatchObject({ code, message: expect.stringMatching(/.+: .+/) });
  });

  test.each([
    ['no JSON', '{"id":'],
    ['no object', '7'],
    ['an empty list', { events: [] }],
    ['no list', { events: {} }],
    ['a list of no objects', { events: [{ meterId: 'calls' }, 7] }],
    ['more than 1,000', { events: Array.from({ length: 1001 }, () => ({})) }],
  ])('a body that is %s is refused whole', async (_, body) => {
    expect(await ask('POST /usage', body)).toMatchObject({
      status: 400,
      body: { code: 'request.malformed' },
    });
  });

  test('a body of more than 5 MiB is refused', async () => {
    const reply = await ask('POST /usage', `"${'x'.repeat(5 * 1024 * 1024)}"`);
    expect(reply).toMatchObject({ status: 413, body: { code: 'request.too-large' } });
  });

  test('50 identical posts at once count once', async () => {
    const event = {
      id: 'at-once',
      meterId: 'calls',
      customerId: 'crowd',
      value: '3',
      time: '2026-02-02T00:00:00Z',
    };
    const replies = await Promise.all(Array.from({ length: 50 }, () => ask('POST /usage', event)));
    const verdicts = replies.map(({ body }) => body.data[0].status);
    expect(verdicts.filter((status) => status === 'accepted')).toHaveLength(1);
    expect(verdicts.filter((status) => status === 'duplicate')).toHaveLength(49);
    expect(await numbers(`calls?${range}&customerId=crowd`)).toEqual(['3']);
  });

  test('aliases, SBT’s convention and CloudEvents say the same things', async () => {
    await meter('forms', 'SUM', ['region']);
    const time = '2026-02-03T00:00:00Z';
    const forms: [unknown, Record<string, string>][] = [
      [
        {
          uniqueId: 'a',
          tenantId: 't',
          meterApiName: 'forms',
          meterValue: '1',
          meterTimeInMillis: Date.parse(time),
          region: 'eu',
        },
        {},
      ],
      [[{ id: 'b', customerId: 't', meterId: 'forms', value: 1, time, dimensions: { region: 'eu' } }], {}],
      [
        {
          specversion: '1.0',
          id: 'c',
          source: 's',
          type: 'forms',
          subject: 't',
          time,
          data: { value: '1', region: 'eu' },
        },
        { 'content-type': 'application/cloudevents+json' },
      ],
      [
        [
          {
            specversion: '1.0',
            id: 'd',
            source: 's',
            type: 'forms',
            subject: 't',
            time,
            data: { value: '1', region: 'eu' },
          },
        ],
        { 'content-type': 'application/cloudevents-batch+json' },
      ],
      [
        { value: '1', region: 'eu' },
        {
          'ce-specversion': '1.0',
          'ce-id': 'e',
          'ce-source': 's',
          'ce-type': 'forms',
          'ce-subject': 't',
          'ce-time': time,
        },
      ],
    ];
    for (const [body, headers] of forms) {
      expect((await ask('POST /usage', body, headers)).body.summary).toMatchObject({ accepted: 1 });
    }
    expect(await series(`forms?${range}&groupBy=customerId,region`)).toMatchObject([
      { group: { customerId: 't', region: 'eu' }, points: [{ value: '5' }] },
    ]);
  });

  test('numbers are exact from end to end', async () => {
    await meter('exact', 'SUM');
    const events = Array.from({ length: 10 }, (_, i) => ({
      id: `tenth-${i}`,
      meterId: 'exact',
      customerId: 'tenths',
      value: 0.1,
    }));
    await ask('POST /usage', { events });
    expect(await numbers(`exact?${today}&customerId=tenths`)).toEqual(['1']);
    await ask('POST /usage', '{"meterId":"exact","customerId":"big","value":9007199254740993}');
    expect(await numbers(`exact?${today}&customerId=big`)).toEqual(['9007199254740993']);
    const digits = '12345678901234567890123456789012345678';
    await ask('POST /usage', `{"meterId":"exact","customerId":"digits","value":${digits}e-20}`);
    expect(await numbers(`exact?${today}&customerId=digits`)).toEqual([
      '123456789012345678.90123456789012345678',
    ]);
    await ask('POST /usage', [
      { meterId: 'exact', customerId: 'minus', value: '-0.5' },
      { meterId: 'exact', customerId: 'minus', value: '0.5' },
    ]);
    expect(await numbers(`exact?${today}&customerId=minus`)).toEqual(['0']);
  });
});

describe('queries, §4 of the contract', () => {
  test('each aggregation gives its number', async () => {
    const wanted = { SUM: '11', COUNT: '4', MIN: '1', MAX: '5', AVG: '2.75', LATEST: '3', UNIQUE_COUNT: '4' };
    for (const [aggregation, number] of Object.entries(wanted)) {
      const id = `agg.${aggregation}`;
      await meter(id, aggregation);
      const events = [5, 1, 2, 3].map((value, i) => ({
        meterId: id,
        customerId: 't',
        value,
        time: Date.UTC(2026, 1, 1) + i,
      }));
      await ask('POST /usage', { events });
      expect(await numbers(`${id}?${range}`)).toEqual([number]);
    }
  });

  test('windows follow the wall clock of the zone; edges count only what lies in the range', async () => {
    await meter('clock', 'COUNT');
    const times = [
      '2025-11-02T04:30:00Z',
      '2025-11-02T05:30:00Z',
      '2025-11-02T06:30:00Z',
      '2025-11-03T04:59:59.999Z',
      '2025-11-03T05:00:00Z',
    ];
    await ask('POST /usage', { events: times.map((time) => ({ meterId: 'clock', customerId: 't', time })) });
    const asked = 'clock?from=2025-11-02T05:00:00Z&to=2025-11-04T05:00:00Z&timezone=America/New_York';
    expect((await series(`${asked}&window=DAY`))[0].points).toEqual([
      { start: '2025-11-02T04:00:00.000Z', end: '2025-11-03T05:00:00.000Z', value: '3' },
      { start: '2025-11-03T05:00:00.000Z', end: '2025-11-04T05:00:00.000Z', value: '1' },
    ]);
    expect((await series(`${asked}&window=HOUR`))[0].points.slice(0, 2)).toEqual([
      { start: '2025-11-02T05:00:00.000Z', end: '2025-11-02T06:00:00.000Z', value: '1' },
      { start: '2025-11-02T06:00:00.000Z', end: '2025-11-02T07:00:00.000Z', value: '1' },
    ]);
  });

  test('a missing dimension and an empty one are two groups', async () => {
    await meter('groups', 'COUNT', ['region']);
    const events = [{}, { region: '' }, { region: 'a,b' }, { region: 'a' }].map((dimensions, i) => ({
      id: String(i),
      meterId: 'groups',
      customerId: 't',
      dimensions,
    }));
    await ask('POST /usage', { events });
    const groups = (await series(`groups?${today}&groupBy=region`)).map(
      ({ group }: { group: unknown }) => group,
    );
    expect(groups).toEqual([{}, { region: '' }, { region: 'a' }, { region: 'a,b' }]);
    expect(await numbers(`groups?${today}&filter.region=`)).toEqual(['1']);
    expect(await numbers(`groups?${today}&filter.region=a,b`)).toEqual(['1']);
    expect(await numbers(`groups?${today}&filter.region=a%252Cb`)).toEqual(['1']);
    expect(await numbers(`groups?${today}&filter.region=a,b&filter.region=a`)).toEqual(['2']);
    expect(await numbers(`groups?${today}&filter.undeclared=x`)).toEqual(['0']);
  });

  test('an empty range has a zero where something is counted, else nothing', async () => {
    const empty = 'from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z';
    expect(await numbers(`clock?${empty}`)).toEqual(['0']);
    expect(await numbers(`agg.UNIQUE_COUNT?${empty}`)).toEqual(['0']);
    expect(await series(`clock?${empty}&window=DAY`)).toEqual([]);
    expect(await series(`calls?${empty}`)).toEqual([]);
    expect(await series('clock?from=0&to=1')).toMatchObject([{ points: [{ value: '0' }] }]);
  });

  test('pages visit every point once, in order', async () => {
    const events = Array.from({ length: 60 }, (_, i) => ({
      id: `p${i}`,
      meterId: 'groups',
      customerId: `paged-${i % 6}`,
      time: Date.UTC(2026, 1, 1 + Math.floor(i / 6)),
    }));
    await ask('POST /usage', { events });
    const question = `groups?${range}&window=DAY&groupBy=customerId`;
    const whole = await series(question);
    const seen: unknown[] = [];
    let token: string | undefined;
    do {
      const { body } = await ask(`GET /usage/${question}&limit=7${token ? `&next_token=${token}` : ''}`);
      for (const { group, points } of body.data.series)
        for (const point of points) seen.push({ group, point });
      token = body.next_token;
      if (token)
        expect((await ask(`GET /usage/${question}&filter.region=x&next_token=${token}`)).body.code).toBe(
          'page.invalid',
        );
    } while (token);
    const expected = whole.flatMap(({ group, points }: { group: unknown; points: unknown[] }) =>
      points.map((point) => ({ group, point })),
    );
    expect(seen).toHaveLength(60);
    expect(seen).toEqual(expected);
  });

  test.each([
    ['calls?from=2026-02-02T00:00:00Z&to=2026-02-02T00:00:00Z', 400, 'window.empty'],
    ['calls?groupBy=plan,colour', 400, 'usage.unknown-dimension'],
    ['calls?window=YEAR', 400, 'request.malformed'],
    ['calls?timezone=Mars/Olympus', 400, 'request.malformed'],
    ['calls?timezone=%2B05:30', 400, 'request.malformed'],
    ['calls?limit=10001', 400, 'request.malformed'],
    ['calls?from=noon', 400, 'request.malformed'],
    ['calls?windw=DAY', 400, 'request.malformed'],
    ['calls?next_token=x', 400, 'page.invalid'],
    ['unknown', 404, 'meter.not-found'],
    ["x'%20OR%20'1'='1", 404, 'meter.not-found'],
  ])('GET /usage/%s answers %i %s', async (query, status, code) => {
    expect(await ask(`GET /usage/${query}`)).toMatchObject({ status, body: { code } });
  });

  test('the past of a deleted meter is there for who asks for it', async () => {
    await meter('gone', 'COUNT');
    await ask('POST /usage', { meterId: 'gone', customerId: 't' });
    await ask('DELETE /meters/gone');
    expect((await ask('POST /usage', { meterId: 'gone', customerId: 't' })).body.data[0].code).toBe(
      'meter.not-found',
    );
    expect((await ask('GET /usage/gone')).status).toBe(404);
    expect(await numbers(`gone?${today}&deleted=true`)).toEqual(['1']);
  });
});

describe('cancelling, §5 of the contract', () => {
  const event = (id: string, value: number, day = 1, customerId = 't') => ({
    id,
    meterId: 'peak',
    customerId,
    value,
    time: Date.UTC(2026, 1, day),
    dimensions: { region: id },
  });

  test('a cancelled event leaves every number, stays in the audit view and is not revived', async () => {
    await meter('peak', 'MAX', ['region']);
    await ask('POST /usage', [event('low', 1), event('high', 9), event('mid', 5, 2)]);
    expect(await numbers(`peak?${range}`)).toEqual(['9']);
    const cancel = { meterId: 'peak', customerId: 't', ids: ['high', 'nobody'] };
    expect((await ask('DELETE /usage', cancel)).body.data).toEqual({
      cancelled: 1,
      alreadyCancelled: 0,
      notFound: ['nobody'],
    });
    expect((await ask('DELETE /usage', cancel)).body.data).toEqual({
      cancelled: 0,
      alreadyCancelled: 1,
      notFound: ['nobody'],
    });
    expect(await numbers(`peak?${range}`)).toEqual(['5']);
    expect((await ask('POST /usage', event('high', 9))).body.data[0].status).toBe('duplicate');
    expect(await numbers(`peak?${range}`)).toEqual(['5']);
    const audit = (await ask(`GET /usage/peak/events?${range}`)).body.data;
    expect(audit.map((each: { id: string; cancelled?: true }) => [each.id, each.cancelled])).toEqual([
      ['high', true],
      ['low', undefined],
      ['mid', undefined],
    ]);
    expect(audit[0]).toMatchObject({
      value: '9',
      cancelledAt: '2026-03-01T12:00:00.000Z',
      dimensions: { region: 'high' },
    });
  });

  test('a range and its filters say what goes; the query may say it instead of the body', async () => {
    const body = {
      id: 'peak',
      ingestionTimeRange: {
        startTimeInSeconds: Date.UTC(2026, 1, 2) / 1000,
        endTimeInSeconds: Date.UTC(2026, 1, 3) / 1000,
      },
    };
    expect((await ask('DELETE /usage', body)).body.data).toEqual({
      cancelled: 1,
      alreadyCancelled: 0,
      notFound: [],
    });
    const query =
      'meterId=peak&from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z&filter.region=low&filter.region=mid';
    expect((await ask(`DELETE /usage?${query}`)).body.data).toEqual({
      cancelled: 1,
      alreadyCancelled: 1,
      notFound: [],
    });
  });

  test('ids without a customer must be told apart', async () => {
    await ask('POST /usage', [
      event('shared', 1, 5, 'one'),
      event('shared', 1, 5, 'two'),
      event('alone', 1, 5, 'one'),
    ]);
    expect((await ask('DELETE /usage', { meterId: 'peak', ids: ['shared'] })).body.code).toBe(
      'cancel.ambiguous',
    );
    expect((await ask('DELETE /usage?meterId=peak&ids=alone')).body.data.cancelled).toBe(1);
  });

  test.each([
    [{}, 400, 'request.malformed'],
    [{ meterId: 'peak' }, 400, 'cancel.unbounded'],
    [{ meterId: 'peak', customerId: 't' }, 400, 'cancel.unbounded'],
    [{ meterId: 'peak', from: '2026-02-01T00:00:00Z' }, 400, 'cancel.unbounded'],
    [{ meterId: 'peak', ids: [] }, 400, 'request.malformed'],
    [{ meterId: 'peak', ids: ['a'], from: 0, to: 1 }, 400, 'request.malformed'],
    [{ meterId: 'peak', from: '2026-02-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }, 400, 'window.empty'],
    [
      {
        meterId: 'peak',
        from: '2026-02-01T00:00:00Z',
        to: '2026-02-02T00:00:00Z',
        filter: { colour: ['x'] },
      },
      400,
      'usage.unknown-dimension',
    ],
    [{ meterId: 'nobody', ids: ['a'], customerId: 't' }, 404, 'meter.not-found'],
    [{ meterId: 'peak', everything: true }, 400, 'request.malformed'],
  ])('DELETE /usage %j answers %i %s', async (selection, status, code) => {
    expect(await ask('DELETE /usage', selection)).toMatchObject({ status, body: { code } });
  });
});

describe('answers that would outgrow the gateway', () => {
  test('end their pages early, and the pages hold everything', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `d${i}`);
    await meter('large', 'COUNT', names);
    for (const batch of [0, 1]) {
      const events = Array.from({ length: 400 }, (_, i) => ({
        id: `${batch}-${i}`,
        meterId: 'large',
        customerId: 't',
        time: Date.UTC(2026, 1, 1),
        dimensions: Object.fromEntries(names.map((name) => [name, `${batch}-${i}-`.padEnd(180, '\u0001')])),
      }));
      expect((await ask('POST /usage', { events })).body.summary.accepted).toBe(400);
    }
    const pagesOf = async (question: string, count: (data: never) => number): Promise<number[]> => {
      const pages: number[] = [];
      let token: string | undefined;
      do {
        const { status, body } = await ask(`GET ${question}${token ? `&next_token=${token}` : ''}`);
        expect(status).toBe(200);
        pages.push(count(body.data as never));
        token = body.next_token;
      } while (token);
      return pages;
    };
    const groups = await pagesOf(
      `/usage/large?${range}&groupBy=${names.join(',')}`,
      ({ series: all }: { series: unknown[] }) => all.length,
    );
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.reduce((sum, each) => sum + each)).toBe(800);
    const events = await pagesOf(`/usage/large/events?${range}&limit=1000`, (list: unknown[]) => list.length);
    expect(events.length).toBeGreaterThan(1);
    expect(events.reduce((sum, each) => sum + each)).toBe(800);
  });
});

describe('odd unicode', () => {
  const half = '\\ud800';
  test.each([
    ['PUT /customers/c', `{"name":"${half}"}`, 400],
    ['PUT /customers/c', `{"email":"${half}"}`, 400],
    ['PUT /customers/c', `{"tier":"${half}"}`, 400],
    ['PUT /customers/c', `{"traits":{"${half}":"${half}"}}`, 200],
    ['POST /meters', `{"id":"odd","name":"${half}","aggregation":"SUM"}`, 400],
    ['POST /meters', `{"id":"odd","name":"x","aggregation":"SUM","unit":"${half}"}`, 400],
    ['POST /meters', `{"id":"odd","name":"x","aggregation":"SUM","description":"${half}"}`, 400],
    ['POST /meters', `{"id":"odd","name":"x","aggregation":"SUM","dimensions":["${half}"]}`, 400],
    ['POST /meters', `{"id":"${half}","name":"x","aggregation":"${half}","${half}":1}`, 400],
    ['POST /usage', `{"meterId":"${half}","customerId":"${half}","id":"${half}","value":"${half}"}`, 200],
    ['POST /usage', `{"meterId":"calls","customerId":"c","value":1,"dimensions":{"${half}":"${half}"}}`, 200],
    ['DELETE /usage', `{"meterId":"${half}","customerId":"${half}","ids":["${half}"]}`, 400],
    ['DELETE /usage', `{"meterId":"calls","from":0,"to":1,"filter":{"${half}":["${half}"]}}`, 400],
  ])('%s %s answers %i', async (on, body, status) => {
    expect((await ask(on, body)).status).toBe(status);
  });
});
