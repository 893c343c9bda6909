import type { _Record, MeasureValue } from '@aws-sdk/client-timestream-write';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, NOW } from './a-timestream.ts';

const measure = (Type: MeasureValue['Type'], Value: string): MeasureValue => ({ Name: 'm', Type, Value });

describe('a value written', () => {
  it.each<[MeasureValue['Type'], string, string, _Record?]>([
    ['BIGINT', '-0', '0'],
    ['BIGINT', '+0042', '42'],
    ['BIGINT', '9223372036854775807', '9223372036854775807'],
    ['BIGINT', '-9223372036854775808', '-9223372036854775808'],
    ['DOUBLE', '1', '1.0'],
    ['DOUBLE', '.5', '0.5'],
    ['DOUBLE', '1e21', '1.0E21'],
    ['BOOLEAN', 'TRUE', 'true'],
    ['BOOLEAN', 'false', 'false'],
    ['VARCHAR', ' it\'s "x"; -- \\ ', ' it\'s "x"; -- \\ '],
    ['VARCHAR', 'null', 'null'],
    ['TIMESTAMP', '1768046400123', '2026-01-10 12:00:00.123000000'],
    ['TIMESTAMP', '1', '1970-01-01 00:00:01.000000000', { Time: String(NOW / 1000), TimeUnit: 'SECONDS' }],
    ['TIMESTAMP', '1', '1970-01-01 00:00:00.000000001', { Time: `${NOW}000000`, TimeUnit: 'NANOSECONDS' }],
  ])('as the %s %s is read as %s', async (type, value, text, changes) => {
    const { write, query } = await aTimestream();
    await write([aRecord({ MeasureValues: [measure(type, value)], ...changes })]);
    expect(await query('SELECT m FROM shop.usage')).toEqual({
      columns: ['m'],
      types: [type],
      rows: [[text]],
    });
  });

  it.each([
    ['SECONDS', '1768046400', '2026-01-10 12:00:00.000000000'],
    ['MILLISECONDS', '1768046400001', '2026-01-10 12:00:00.001000000'],
    ['MICROSECONDS', '1768046400000001', '2026-01-10 12:00:00.000001000'],
    ['NANOSECONDS', '1768046400000000001', '2026-01-10 12:00:00.000000001'],
  ] as const)('at a time in %s is found there', async (TimeUnit, Time, text) => {
    const { write, query } = await aTimestream();
    await write([aRecord({ Time, TimeUnit })]);
    expect((await query('SELECT time FROM shop.usage')).rows).toEqual([[text]]);
  });

  it.each([
    ['BIGINT', '7', 'measure_value::bigint', '7'],
    ['DOUBLE', '7', 'measure_value::double', '7.0'],
    ['VARCHAR', '7', 'measure_value::varchar', '7'],
    ['BOOLEAN', 'true', 'measure_value::boolean', 'true'],
  ] as const)(
    'as a single %s is in a column of its type',
    async (MeasureValueType, MeasureValue, column, text) => {
      const { write, query } = await aTimestream();
      const Dimensions = [{ Name: 'customer', Value: 'c1' }];
      await write([{ Dimensions, MeasureName: 'load', MeasureValueType, MeasureValue, Time: String(NOW) }]);
      const answer = await query(`SELECT ${column}, "${column}" FROM shop.usage WHERE measure_name = 'load'`);
      expect(answer).toEqual({
        columns: [column, column],
        types: [MeasureValueType, MeasureValueType],
        rows: [[text, text]],
      });
    },
  );

  it('as any text comes back as that text, in dimensions and measures, and is found by it', async () => {
    const { write, query } = await aTimestream();
    let time = NOW;
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, text, async (dimension, value) => {
        const Time = String(--time);
        const Dimensions = [{ Name: 'customer', Value: dimension }];
        await write([aRecord({ Dimensions, Time, MeasureValues: [measure('VARCHAR', value)] })]);
        const sql = `SELECT customer, m FROM shop.usage WHERE time = from_milliseconds(${Time})
          AND customer = '${dimension.replaceAll("'", "''")}' AND m = '${value.replaceAll("'", "''")}'`;
        expect((await query(sql)).rows).toEqual([[dimension, value]]);
      }),
      { numRuns: 150 },
    );
  });

  it('as any name makes a column of that name', async () => {
    const { write, query } = await aTimestream();
    const name = 'a "quoted", odd; näme';
    const MeasureValues = [{ Name: name, Type: 'BIGINT' as const, Value: '5' }];
    await write([aRecord({ MeasureValues })]);
    expect(await query(`SELECT "${name.replaceAll('"', '""')}" FROM shop.usage`)).toEqual({
      columns: [name],
      types: ['BIGINT'],
      rows: [['5']],
    });
  });

  it('as any DOUBLE comes back as that number', async () => {
    const { write, query } = await aTimestream();
    let time = NOW;
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (number) => {
        const Time = String(--time);
        await write([aRecord({ Time, MeasureValues: [measure('DOUBLE', String(number))] })]);
        const { rows } = await query(`SELECT m FROM shop.usage WHERE time = from_milliseconds(${Time})`);
        expect(Number(rows[0]?.[0])).toBe(Object.is(number, -0) ? 0 : number);
      }),
      { numRuns: 100 },
    );
  });

  it('is missing from the rows of records without it', async () => {
    const { write, query } = await aTimestream();
    await write([
      aRecord(),
      aRecord({ Dimensions: [{ Name: 'region', Value: 'eu' }], MeasureValues: [measure('BOOLEAN', 'true')] }),
    ]);
    expect((await query('SELECT customer, region, units, m FROM shop.usage ORDER BY customer')).rows).toEqual(
      [
        ['c1', null, '1', null],
        [null, 'eu', null, 'true'],
      ],
    );
  });
});
