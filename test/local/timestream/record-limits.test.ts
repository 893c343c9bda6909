import type { _Record, MeasureValue } from '@aws-sdk/client-timestream-write';
import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, NOW, refusal } from './a-timestream.ts';

const dimension = (name: string, value = 'x') => ({ Name: name, Value: value });
const multi = (...values: MeasureValue[]): _Record => aRecord({ MeasureValues: values });
const measure = (type: MeasureValue['Type'], value: string, name = 'm'): MeasureValue => ({
  Name: name,
  Type: type,
  Value: value,
});
const single = (type: _Record['MeasureValueType'], value: string): _Record => ({
  Dimensions: [dimension('customer')],
  MeasureName: 'usage',
  ...(type && { MeasureValueType: type }),
  MeasureValue: value,
  Time: String(NOW),
});
const dimensions = (count: number) => Array.from({ length: count }, (_, index) => dimension(`d${index}`));

describe('a request', () => {
  it.each([1, 100])('takes %i records', async (count) => {
    const { write } = await aTimestream();
    const records = Array.from({ length: count }, (_, index) => aRecord({ Time: String(NOW - index) }));
    expect((await write(records)).RecordsIngested).toEqual({
      Total: count,
      MemoryStore: count,
      MagneticStore: 0,
    });
  });

  it.each([0, 101])('refuses %i records', async (count) => {
    const { write, query } = await aTimestream();
    const records = Array.from({ length: count }, (_, index) => aRecord({ Time: String(NOW - index) }));
    expect(await refusal(write(records))).toMatchObject({ name: 'ValidationException' });
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['0']]);
  });

  it('stores nothing when one of its records is malformed', async () => {
    const { write, query } = await aTimestream();
    const bad = refusal(write([aRecord(), multi(measure('BIGINT', 'many'))]));
    expect(await bad).toMatchObject({ name: 'ValidationException' });
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['0']]);
  });

  it('needs a table', async () => {
    const { writer } = await aTimestream();
    const { WriteRecordsCommand } = await import('@aws-sdk/client-timestream-write');
    const lost = new WriteRecordsCommand({
      DatabaseName: 'shop',
      TableName: 'nothing',
      Records: [aRecord()],
    });
    expect(await refusal(writer.send(lost))).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('accepted', () => {
  it.each<[string, _Record]>([
    ['128 dimensions', aRecord({ Dimensions: dimensions(128) })],
    ['a dimension name of 60 bytes', aRecord({ Dimensions: [dimension('é'.repeat(30))] })],
    ['a measure name of 256 bytes', aRecord({ MeasureName: 'n'.repeat(256) })],
    ['an attribute name of 256 bytes', multi(measure('BIGINT', '1', 'n'.repeat(256)))],
    [
      '256 measures',
      multi(...Array.from({ length: 256 }, (_, index) => measure('BOOLEAN', 'true', `m${index}`))),
    ],
    ['the smallest BIGINT', multi(measure('BIGINT', '-9223372036854775808'))],
    ['the largest BIGINT', multi(measure('BIGINT', '9223372036854775807'))],
    ['the largest DOUBLE', multi(measure('DOUBLE', '1.7976931348623157E308'))],
    ['BOOLEAN in any case', multi(measure('BOOLEAN', 'TRUE'))],
    ['an empty-looking text', multi(measure('VARCHAR', ' '))],
    ['a TIMESTAMP among several measures', multi(measure('TIMESTAMP', '0'))],
    ['a single DOUBLE, the default type', single(undefined, '1.5')],
    ['a single VARCHAR', single('VARCHAR', "it's")],
    ['version 2^53 - 1', aRecord({ Version: Number.MAX_SAFE_INTEGER })],
  ])('%s', async (_, record) => {
    const { write } = await aTimestream();
    expect((await write([record])).RecordsIngested?.Total).toBe(1);
  });
});

describe('refused with ValidationException', () => {
  it.each<[string, _Record]>([
    ['no dimension', aRecord({ Dimensions: [] })],
    ['129 dimensions', aRecord({ Dimensions: dimensions(129) })],
    ['an empty dimension name', aRecord({ Dimensions: [dimension('')] })],
    ['a dimension name of 61 bytes', aRecord({ Dimensions: [dimension('n'.repeat(61))] })],
    ['a dimension name of 31 two-byte letters', aRecord({ Dimensions: [dimension('é'.repeat(31))] })],
    ['an empty dimension value', aRecord({ Dimensions: [dimension('customer', '')] })],
    ['the dimension time', aRecord({ Dimensions: [dimension('Time')] })],
    ['the dimension measure_name', aRecord({ Dimensions: [dimension('measure_name')] })],
    ['the dimension measure_value', aRecord({ Dimensions: [dimension('measure_value')] })],
    ['a dimension in ts_', aRecord({ Dimensions: [dimension('ts_x')] })],
    ['a dimension with a colon', aRecord({ Dimensions: [dimension('a:b')] })],
    ['a dimension twice', aRecord({ Dimensions: [dimension('a'), dimension('a', 'y')] })],
    ['no measure name', { ...aRecord(), MeasureName: undefined }],
    ['an empty measure name', aRecord({ MeasureName: '' })],
    ['a measure name of 257 bytes', aRecord({ MeasureName: 'n'.repeat(257) })],
    ['an attribute name of 257 bytes', multi(measure('BIGINT', '1', 'n'.repeat(257)))],
    ['an attribute called time', multi(measure('BIGINT', '1', 'time'))],
    ['an attribute twice', multi(measure('BIGINT', '1'), measure('BIGINT', '2'))],
    ['an attribute named as a dimension', multi(measure('BIGINT', '1', 'customer'))],
    ['no attribute', multi()],
    [
      '257 measures',
      multi(...Array.from({ length: 257 }, (_, index) => measure('BOOLEAN', 'true', `m${index}`))),
    ],
    ['an empty value', multi(measure('VARCHAR', ''))],
    ['a value of 2,049 bytes', multi(measure('VARCHAR', 'v'.repeat(2049)))],
    ['a value of 1,025 two-byte letters', multi(measure('VARCHAR', 'é'.repeat(1025)))],
    ['an attribute of type MULTI', multi(measure('MULTI', '1'))],
    ['a BIGINT too large', multi(measure('BIGINT', '9223372036854775808'))],
    ['a BIGINT too small', multi(measure('BIGINT', '-9223372036854775809'))],
    ['a BIGINT with a fraction', multi(measure('BIGINT', '1.0'))],
    ['a BIGINT with an exponent', multi(measure('BIGINT', '1e3'))],
    ['NaN', multi(measure('DOUBLE', 'NaN'))],
    ['Infinity', multi(measure('DOUBLE', 'Infinity'))],
    ['a DOUBLE too large', multi(measure('DOUBLE', '1e309'))],
    ['a hexadecimal DOUBLE', multi(measure('DOUBLE', '0x10'))],
    ['a BOOLEAN of 1', multi(measure('BOOLEAN', '1'))],
    ['a TIMESTAMP in words', multi(measure('TIMESTAMP', '2026-01-01'))],
    ['a single TIMESTAMP', single('TIMESTAMP', '1')],
    ['a single measure without a value', { ...single('BIGINT', '1'), MeasureValue: undefined }],
    [
      'a single measure with several values',
      { ...single('BIGINT', '1'), MeasureValues: [measure('BIGINT', '1')] },
    ],
    ['several measures with a single value', aRecord({ MeasureValue: '1' })],
    ['no time', { ...aRecord(), Time: undefined }],
    ['a time in words', aRecord({ Time: 'now' })],
    ['a negative time', aRecord({ Time: '-1' })],
    ['a time beyond 2262', aRecord({ Time: '9223372037', TimeUnit: 'SECONDS' })],
    ['version 0', aRecord({ Version: 0 })],
    ['version 1.5', aRecord({ Version: 1.5 })],
  ])('%s', async (_, record) => {
    const { write, query } = await aTimestream();
    expect(await refusal(write([record]))).toMatchObject({ name: 'ValidationException' });
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['0']]);
  });
});

describe('rejected, others of the request stored', () => {
  it.each<[string, _Record, RegExp]>([
    [
      'a series of 2,049 bytes',
      aRecord({ Dimensions: [dimension('customer', 'v'.repeat(2041))] }),
      /2048 bytes/,
    ],
    ['a record of 2,049 bytes', multi(measure('VARCHAR', 'v'.repeat(2025))), /2048 bytes/],
    [
      'a value of 2,048 bytes, which leaves no room',
      multi(measure('VARCHAR', 'v'.repeat(2048))),
      /2048 bytes/,
    ],
  ])('%s', async (_, record, reason) => {
    const { write, query } = await aTimestream();
    const answer = await refusal(write([record, aRecord({ MeasureName: 'other' })]));
    expect(answer).toMatchObject({
      name: 'RejectedRecordsException',
      rejected: [{ RecordIndex: 0, Reason: expect.stringMatching(reason) }],
    });
    expect((await query('SELECT measure_name FROM shop.usage')).rows).toEqual([['other']]);
  });

  it('a record of 2,048 bytes is stored', async () => {
    // customer=c1 10, usage 5, time 8, m 1
    const { write } = await aTimestream();
    const answer = await write([multi(measure('VARCHAR', 'v'.repeat(2024)))]);
    expect(answer.RecordsIngested?.Total).toBe(1);
  });
});

describe('the columns of a table', () => {
  it('are at most 128 dimensions', async () => {
    const { write } = await aTimestream();
    await write([aRecord({ Dimensions: dimensions(128) })]);
    const answer = await refusal(write([aRecord({ Dimensions: [dimension('onemore')] })]));
    expect(answer.rejected).toMatchObject([{ Reason: expect.stringContaining('128 dimensions') }]);
  });

  it('keep their type', async () => {
    const { write } = await aTimestream();
    await write([aRecord()]);
    const other = aRecord({ Time: String(NOW - 1), MeasureValues: [measure('DOUBLE', '1', 'units')] });
    expect((await refusal(write([other]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('data type BIGINT') },
    ]);
  });

  it('are a dimension or a measure, not both', async () => {
    const { write } = await aTimestream();
    await write([aRecord()]);
    const other = aRecord({ Dimensions: [dimension('units')], MeasureValues: [measure('BIGINT', '1')] });
    expect((await refusal(write([other]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('cannot be a dimension too') },
    ]);
  });

  it('differ in more than case', async () => {
    const { write } = await aTimestream();
    await write([aRecord()]);
    const other = aRecord({ Dimensions: [dimension('Customer')] });
    expect((await refusal(write([other]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('differs only in case') },
    ]);
  });

  it('are at most 1,024 measures', async () => {
    const { write } = await aTimestream();
    const batch = (from: number, count: number) =>
      multi(...Array.from({ length: count }, (_, index) => measure('BOOLEAN', 'true', `m${from + index}`)));
    for (let from = 0; from < 1024; from += 256) {
      await write([{ ...batch(from, 256), MeasureName: `n${from}` }]);
    }
    expect((await refusal(write([batch(1024, 1)]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('1024 measures') },
    ]);
  });

  it('come with at most 8,192 measure names', async () => {
    const { write } = await aTimestream();
    for (let from = 0; from < 8192; from += 100) {
      const count = Math.min(100, 8192 - from);
      await write(Array.from({ length: count }, (_, index) => aRecord({ MeasureName: `n${from + index}` })));
    }
    expect((await refusal(write([aRecord({ MeasureName: 'one more' })]))).rejected).toMatchObject([
      { Reason: expect.stringContaining('8192 measure names') },
    ]);
  });
});

describe('common attributes', () => {
  it('are merged into every record', async () => {
    const { write, query } = await aTimestream();
    await write(
      [
        { Dimensions: [dimension('region', 'eu')], Time: '1768046400' },
        { Dimensions: [dimension('region', 'us')], Time: '1768046400', MeasureName: 'own' },
      ],
      {
        Dimensions: [dimension('customer', 'c1')],
        MeasureName: 'usage',
        MeasureValueType: 'MULTI',
        MeasureValues: [measure('BIGINT', '7', 'units')],
        TimeUnit: 'SECONDS',
      },
    );
    expect(
      (await query('SELECT customer, region, measure_name, units, time FROM shop.usage ORDER BY region'))
        .rows,
    ).toEqual([
      ['c1', 'eu', 'usage', '7', '2026-01-10 12:00:00.000000000'],
      ['c1', 'us', 'own', '7', '2026-01-10 12:00:00.000000000'],
    ]);
  });

  it('may not repeat a dimension of a record', async () => {
    const { write } = await aTimestream();
    const answer = await refusal(write([aRecord()], { Dimensions: [dimension('customer')] }));
    expect(answer).toMatchObject({ name: 'ValidationException' });
  });

  it('count towards the limit of dimensions', async () => {
    const { write } = await aTimestream();
    const answer = await refusal(
      write([aRecord({ Dimensions: [dimension('a1')] })], { Dimensions: dimensions(128) }),
    );
    expect(answer).toMatchObject({ name: 'ValidationException' });
  });
});

describe('a required partition key', () => {
  it('must be among the dimensions', async () => {
    const { write, query } = await aTimestream(
      {},
      {
        Schema: {
          CompositePartitionKey: [{ Type: 'DIMENSION', Name: 'customer', EnforcementInRecord: 'REQUIRED' }],
        },
      },
    );
    const answer = await refusal(write([aRecord(), aRecord({ Dimensions: [dimension('region')] })]));
    expect(answer.rejected).toMatchObject([{ RecordIndex: 1, Reason: expect.stringContaining('customer') }]);
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['1']]);
  });

  it('may be absent where it is optional', async () => {
    const { write } = await aTimestream(
      {},
      { Schema: { CompositePartitionKey: [{ Type: 'DIMENSION', Name: 'customer' }] } },
    );
    const answer = await write([aRecord({ Dimensions: [dimension('region')] })]);
    expect(answer.RecordsIngested?.Total).toBe(1);
  });
});
