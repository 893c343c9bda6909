import type { _Record } from '@aws-sdk/client-timestream-write';
import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, NOW, refusal, units } from './a-timestream.ts';

const version = (Version: number, value: number): _Record => aRecord({ Version, ...units(value) });
const rows = 'SELECT units FROM shop.usage ORDER BY units';

describe('a record that exists already', () => {
  it('is overwritten by a higher version', async () => {
    const { write, query } = await aTimestream();
    await write([version(1, 1)]);
    await write([version(2, 5)]);
    expect((await query(rows)).rows).toEqual([['5']]);
  });

  it('is unharmed by an identical resend', async () => {
    const { write, query } = await aTimestream();
    await write([version(1, 1)]);
    expect((await write([version(1, 1)])).RecordsIngested?.Total).toBe(1);
    expect((await query(rows)).rows).toEqual([['1']]);
  });

  it('is identical whatever the order of dimensions and measures and the unit of time', async () => {
    const { write, query } = await aTimestream();
    const dimensions = [
      { Name: 'customer', Value: 'c1' },
      { Name: 'region', Value: 'eu' },
    ];
    const values = [
      { Name: 'units', Type: 'BIGINT' as const, Value: '10' },
      { Name: 'note', Type: 'VARCHAR' as const, Value: 'x' },
    ];
    await write([aRecord({ Dimensions: dimensions, MeasureValues: values })]);
    await write([
      aRecord({
        Dimensions: [...dimensions].reverse(),
        MeasureValues: [{ ...values[1] }, { ...values[0], Value: '+010' }] as typeof values,
        Time: String(NOW / 1000),
        TimeUnit: 'SECONDS',
      }),
    ]);
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['1']]);
  });

  it('keeps other values of the same version out', async () => {
    const { write, query } = await aTimestream();
    await write([version(3, 1)]);
    const answer = await refusal(write([version(3, 2)]));
    expect(answer).toMatchObject({
      name: 'RejectedRecordsException',
      rejected: [
        {
          RecordIndex: 0,
          ExistingVersion: 3,
          Reason: expect.stringContaining('already exists with the same'),
        },
      ],
    });
    expect((await query(rows)).rows).toEqual([['1']]);
  });

  it.each([
    ['other', 2],
    ['identical', 1],
  ])('keeps %s values of a lower version out', async (_, value) => {
    const { write, query } = await aTimestream();
    await write([version(200, 1)]);
    const answer = await refusal(write([version(2, value)]));
    expect(answer.rejected).toEqual([
      {
        RecordIndex: 0,
        ExistingVersion: 200,
        Reason:
          'The record version 2 is lower than the existing version 200. A higher version is required to update the measure value.',
      },
    ]);
    expect((await query(rows)).rows).toEqual([['1']]);
  });

  it('takes a higher version of the same values for its own', async () => {
    const { write } = await aTimestream();
    await write([version(1, 1)]);
    await write([version(7, 1)]);
    const answer = await refusal(write([version(6, 2)]));
    expect(answer.rejected).toMatchObject([{ ExistingVersion: 7 }]);
  });

  it('gives up measures that the higher version does not have', async () => {
    const { write, query } = await aTimestream();
    await write([version(1, 1)]);
    await write([aRecord({ Version: 2, MeasureValues: [{ Name: 'other', Type: 'BIGINT', Value: '9' }] })]);
    expect((await query('SELECT units, other FROM shop.usage')).rows).toEqual([[null, '9']]);
  });

  it.each<[string, _Record]>([
    ['time', { Time: String(NOW - 1) }],
    ['measure name', { MeasureName: 'other' }],
    ['dimension value', { Dimensions: [{ Name: 'customer', Value: 'c2' }] }],
    [
      'set of dimensions',
      {
        Dimensions: [
          { Name: 'customer', Value: 'c1' },
          { Name: 'more', Value: 'x' },
        ],
      },
    ],
  ])('is another record with another %s', async (_, change) => {
    const { write, query } = await aTimestream();
    await write([version(1, 1)]);
    await write([{ ...version(1, 2), ...change }]);
    expect((await query(rows)).rows).toEqual([['1'], ['2']]);
  });

  it('is not found again by shifting text between names and values', async () => {
    const { write, query } = await aTimestream();
    const pair = (a: string, b: string) =>
      aRecord({
        Dimensions: [
          { Name: 'a', Value: a },
          { Name: 'b', Value: b },
        ],
      });
    await write([pair('x","y', 'z'), pair('x', 'y","z'), pair('x,', 'y'), pair('x', ',y')]);
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['4']]);
  });
});

describe('within one request', () => {
  it('the first of two records that contradict each other stays', async () => {
    const { write, query } = await aTimestream();
    const answer = await refusal(write([version(1, 1), version(1, 2), aRecord({ MeasureName: 'other' })]));
    expect(answer.rejected).toMatchObject([{ RecordIndex: 1, ExistingVersion: 1 }]);
    expect((await query('SELECT measure_name, units FROM shop.usage ORDER BY 1')).rows).toEqual([
      ['other', '1'],
      ['usage', '1'],
    ]);
  });

  it('identical records are one', async () => {
    const { write, query } = await aTimestream();
    expect((await write([version(1, 1), version(1, 1)])).RecordsIngested?.Total).toBe(2);
    expect((await query(rows)).rows).toEqual([['1']]);
  });

  it('the highest of rising versions stays', async () => {
    const { write, query } = await aTimestream();
    await write([version(1, 1), version(2, 2), version(3, 3)]);
    expect((await query(rows)).rows).toEqual([['3']]);
  });

  it('rejections name the index in the request, whatever the cause', async () => {
    const { write } = await aTimestream();
    const late = aRecord({ Time: '0' });
    const answer = await refusal(write([version(1, 1), late, version(1, 2), late, version(2, 3)]));
    expect(answer.rejected).toMatchObject([{ RecordIndex: 1 }, { RecordIndex: 2 }, { RecordIndex: 3 }]);
  });
});

describe('requests at the same time', () => {
  it('store every record once', async () => {
    const { write, query } = await aTimestream();
    const batch = (from: number) =>
      Array.from({ length: 50 }, (_, index) => aRecord({ Time: String(NOW - from - index) }));
    await Promise.all(Array.from({ length: 20 }, (_, index) => write(batch((index % 10) * 50))));
    expect((await query('SELECT count(*), count(DISTINCT time) FROM shop.usage')).rows).toEqual([
      ['500', '500'],
    ]);
  });

  it('let one of several contradicting records win, and tell the others its version', async () => {
    const { write, query } = await aTimestream();
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, (_, value) => write([version(1, value)])),
    );
    const winners = all.flatMap(({ status }, value) => (status === 'fulfilled' ? [[String(value)]] : []));
    expect(winners).toHaveLength(1);
    expect((await query(rows)).rows).toEqual(winners);
  });

  it('add the same new column once', async () => {
    const { write, query } = await aTimestream();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        write([aRecord({ Dimensions: [{ Name: 'fresh', Value: String(index) }] })]),
      ),
    );
    expect((await query('SELECT count(DISTINCT fresh) FROM shop.usage')).rows).toEqual([['10']]);
  });
});
