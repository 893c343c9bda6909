import { QueryCommand } from '@aws-sdk/client-timestream-query';
import type { _Record } from '@aws-sdk/client-timestream-write';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimestream } from '../../../../lib/local/timestream/start-timestream.ts';
import { cellsOf, clientsOf, NOW, refusal } from '../a-timestream.ts';

let stop: () => Promise<void>;
let query: (sql: string) => Promise<ReturnType<typeof cellsOf>>;

const HOUR = 3_600_000;
type Row = [
  customer: string,
  hour: number,
  units: number,
  note: string | undefined,
  ratio: string | undefined,
];
const usage: readonly Row[] = [
  ['a', 0, 5, 'x', '0.5'],
  ['a', 1, 7, undefined, '1.5'],
  ['b', 1, 11, 'y', undefined],
  ['b', 25, 13, 'Z', '2.5'],
];

const record = ([customer, hour, units, note, ratio]: Row): _Record => ({
  Dimensions: [{ Name: 'customer', Value: customer }],
  MeasureName: 'usage',
  MeasureValueType: 'MULTI',
  Time: String(NOW - 26 * HOUR + hour * HOUR + 1),
  MeasureValues: [
    { Name: 'units', Type: 'BIGINT', Value: String(units) },
    ...(note === undefined ? [] : [{ Name: 'note', Type: 'VARCHAR' as const, Value: note }]),
    ...(ratio === undefined ? [] : [{ Name: 'ratio', Type: 'DOUBLE' as const, Value: ratio }]),
    { Name: 'done', Type: 'BOOLEAN', Value: String(units > 6) },
  ],
});

beforeAll(async () => {
  const running = await startTimestream({ clock: { now: () => NOW } });
  const { writer, reader } = clientsOf(running.endpoint);
  const RetentionProperties = {
    MemoryStoreRetentionPeriodInHours: 48,
    MagneticStoreRetentionPeriodInDays: 1,
  };
  await writer.send(new CreateDatabaseCommand({ DatabaseName: 'shop' }));
  await writer.send(
    new CreateTableCommand({ DatabaseName: 'shop', TableName: 'usage', RetentionProperties }),
  );
  const Records = usage.map(record);
  await writer.send(new WriteRecordsCommand({ DatabaseName: 'shop', TableName: 'usage', Records }));
  query = async (sql) => cellsOf(await reader.send(new QueryCommand({ QueryString: sql })));
  stop = async () => {
    writer.destroy();
    reader.destroy();
    await running.stop();
  };
});

afterAll(() => stop());

describe('an expression', () => {
  it.each([
    // Whole numbers divide towards zero, as in Trino and not as in DuckDB.
    ['7 / 2', '3', 'INTEGER'],
    ['-7 / 2', '-3', 'INTEGER'],
    ['7 / -2', '-3', 'INTEGER'],
    ['-7 % 3', '-1', 'INTEGER'],
    ['7 % -3', '1', 'INTEGER'],
    ['CAST(7 AS bigint) / 2', '3', 'BIGINT'],
    ['7 / 2.0', '3.5', 'DOUBLE'],
    ['2 + 3 * 4 - 1', '13', 'INTEGER'],
    ['(2 + 3) * 4', '20', 'INTEGER'],
    ['10 - 3 - 2', '5', 'INTEGER'],
    ['- -5', '5', 'INTEGER'],
    ['2147483648', '2147483648', 'BIGINT'],
    ['-2147483648', '-2147483648', 'INTEGER'],
    ['-9223372036854775808', '-9223372036854775808', 'BIGINT'],
    ['1 + 2147483648', '2147483649', 'BIGINT'],
    ['0.1 + 0.2', '0.30000000000000004', 'DOUBLE'],
    ['1e3', '1000.0', 'DOUBLE'],
    ['1.0 / 0', 'Infinity', 'DOUBLE'],
    ['-1.0 / 0', '-Infinity', 'DOUBLE'],
    ['0.0 / 0', 'NaN', 'DOUBLE'],
    ["'it''s'", "it's", 'VARCHAR'],
    ["'a' || 'b' || 'c'", 'abc', 'VARCHAR'],
    ["'a' || NULL", null, 'VARCHAR'],
    ["concat('a', 'b', 'c')", 'abc', 'VARCHAR'],
    // DuckDB's concat would pass over the NULL.
    ["concat('a', NULL, 'c')", null, 'VARCHAR'],
    ["length('é😀')", '2', 'BIGINT'],
    ["substr('häuser', 2, 3)", 'äus', 'VARCHAR'],
    ["substr('abc', 2)", 'bc', 'VARCHAR'],
    ["substr('abc', -2)", 'bc', 'VARCHAR'],
    ["substr('abc', -2, 1)", 'b', 'VARCHAR'],
    ["substr('abc', 0)", '', 'VARCHAR'],
    ["substr('abc', 0, 2)", '', 'VARCHAR'],
    ["substr('abc', 4)", '', 'VARCHAR'],
    ["substr('abc', -4)", '', 'VARCHAR'],
    ["substr('abc', 2, 0)", '', 'VARCHAR'],
    ["substr('abc', 3, -2)", '', 'VARCHAR'],
    ["substr('a😀b', 2, 1)", '😀', 'VARCHAR'],
    ['substr(NULL, 0)', null, 'VARCHAR'],
    ["regexp_extract('a=1;b=22;', 'b=([0-9]+);', 1)", '22', 'VARCHAR'],
    ["regexp_extract('a=1;b=22;', '[a-z]=')", 'a=', 'VARCHAR'],
    // DuckDB would give an empty text for both.
    ["regexp_extract('a=1;', 'c=([0-9]+);', 1)", null, 'VARCHAR'],
    ["regexp_extract(NULL, 'a')", null, 'VARCHAR'],
    ["regexp_extract('b=;', 'b=([0-9]*);', 1)", '', 'VARCHAR'],
    ["coalesce(NULL, 'x', 'y')", 'x', 'VARCHAR'],
    ['coalesce(NULL, 1, 2147483648)', '1', 'BIGINT'],
    ['coalesce(NULL, NULL)', null, 'UNKNOWN'],
    ['NULL', null, 'UNKNOWN'],
    ['TRUE', 'true', 'BOOLEAN'],
    ['NOT false AND true', 'true', 'BOOLEAN'],
    ['true OR NULL', 'true', 'BOOLEAN'],
    ['false OR NULL', null, 'BOOLEAN'],
    ['NULL = NULL', null, 'BOOLEAN'],
    ['NULL IS NULL', 'true', 'BOOLEAN'],
    ['1 IS NOT NULL', 'true', 'BOOLEAN'],
    ['1 IN (1, 2)', 'true', 'BOOLEAN'],
    ['1 IN (2, NULL)', null, 'BOOLEAN'],
    ['1 NOT IN (2, NULL)', null, 'BOOLEAN'],
    ['3 NOT IN (1, 2)', 'true', 'BOOLEAN'],
    ['2 BETWEEN 1 AND 3 AND true', 'true', 'BOOLEAN'],
    ['2 NOT BETWEEN 1 AND 3', 'false', 'BOOLEAN'],
    ['1 <> 1.5', 'true', 'BOOLEAN'],
    ['1 != 1', 'false', 'BOOLEAN'],
    // By code points: capitals first, and beyond U+FFFF last.
    ["'Z' < 'a'", 'true', 'BOOLEAN'],
    ["'\u{ffff}' < '\u{10000}'", 'true', 'BOOLEAN'],
    ["'a' < 'aa'", 'true', 'BOOLEAN'],
    ["'a' = 'a '", 'false', 'BOOLEAN'],
    ["CASE WHEN 1 > 2 THEN 'a' WHEN 2 > 1 THEN 'b' ELSE 'c' END", 'b', 'VARCHAR'],
    ["CASE 3 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END", null, 'VARCHAR'],
    ["CASE 'x' WHEN 'x' THEN 1 ELSE 2147483648 END", '1', 'BIGINT'],
    ["CAST('12' AS bigint)", '12', 'BIGINT'],
    ["CAST('+12' AS BIGINT)", '12', 'BIGINT'],
    ["CAST('1.5e1' AS double)", '15.0', 'DOUBLE'],
    ["CAST('T' AS boolean)", 'true', 'BOOLEAN'],
    ["CAST('0' AS boolean)", 'false', 'BOOLEAN'],
    ['CAST(12 AS varchar)', '12', 'VARCHAR'],
    ['CAST(true AS varchar)', 'true', 'VARCHAR'],
    ['CAST(2 AS double)', '2.0', 'DOUBLE'],
    ['CAST(2.5 AS bigint)', '3', 'BIGINT'],
    ['CAST(-2.5 AS bigint)', '-3', 'BIGINT'],
    ['CAST(3.5 AS bigint)', '4', 'BIGINT'],
    ['CAST(true AS bigint)', '1', 'BIGINT'],
    ['CAST(0 AS boolean)', 'false', 'BOOLEAN'],
    ['CAST(NULL AS varchar)', null, 'VARCHAR'],
    ['CAST(CAST(NULL AS varchar) AS bigint)', null, 'BIGINT'],
    ["CAST('2026-01-10 12:00:00.5' AS timestamp)", '2026-01-10 12:00:00.500000000', 'TIMESTAMP'],
    ["CAST('2026-01-10' AS timestamp)", '2026-01-10 00:00:00.000000000', 'TIMESTAMP'],
    ['CAST(from_milliseconds(1) AS varchar)', '1970-01-01 00:00:00.001000000', 'VARCHAR'],
    ['from_milliseconds(1768046400123)', '2026-01-10 12:00:00.123000000', 'TIMESTAMP'],
    ['from_milliseconds(-1)', '1969-12-31 23:59:59.999000000', 'TIMESTAMP'],
    ["to_milliseconds(CAST('2026-01-10 12:00:00.123456789' AS timestamp))", '1768046400123', 'BIGINT'],
    ['to_milliseconds(from_milliseconds(-1) + 1us)', '-1', 'BIGINT'],
    ['now()', '2026-01-10 12:00:00.000000000', 'TIMESTAMP'],
    ['ago(1h)', '2026-01-10 11:00:00.000000000', 'TIMESTAMP'],
    ['now() + 15m - 1ms', '2026-01-10 12:14:59.999000000', 'TIMESTAMP'],
    ['now() + 1ns', '2026-01-10 12:00:00.000000001', 'TIMESTAMP'],
    ['now() - ago(1d) = 24h', 'true', 'BOOLEAN'],
    ['bin(now() + 59m, 1h)', '2026-01-10 12:00:00.000000000', 'TIMESTAMP'],
    ['bin(now(), 1d)', '2026-01-10 00:00:00.000000000', 'TIMESTAMP'],
    // Weeks of seven days since the epoch begin on Thursdays.
    ['bin(now(), 7d)', '2026-01-08 00:00:00.000000000', 'TIMESTAMP'],
    ['bin(from_milliseconds(-1), 1s)', '1969-12-31 23:59:59.000000000', 'TIMESTAMP'],
    ["date_trunc('week', now())", '2026-01-05 00:00:00.000000000', 'TIMESTAMP'],
    ["date_trunc('month', now())", '2026-01-01 00:00:00.000000000', 'TIMESTAMP'],
    ["date_trunc('year', now())", '2026-01-01 00:00:00.000000000', 'TIMESTAMP'],
    ["date_trunc('quarter', ago(30d))", '2025-10-01 00:00:00.000000000', 'TIMESTAMP'],
    ["date_trunc('HOUR', now() + 59m)", '2026-01-10 12:00:00.000000000', 'TIMESTAMP'],
    ["date_trunc('day', from_milliseconds(-1))", '1969-12-31 00:00:00.000000000', 'TIMESTAMP'],
    ["date_trunc('month', from_milliseconds(-1))", '1969-12-01 00:00:00.000000000', 'TIMESTAMP'],
  ])('%s is %s', async (expression, value, type) => {
    const answer = await query(`SELECT ${expression} AS result`);
    expect(answer).toEqual({ columns: ['result'], types: [type], rows: [[value]] });
  });
});

describe('a failing expression', () => {
  it.each([
    ['1 / 0', /Division by zero/],
    ['1 % 0', /Division by zero/],
    ['2147483647 + 1', /overflow/i],
    ['CAST(9223372036854775807 AS bigint) + 1', /overflow/i],
    ['-9223372036854775808 / -1', /overflow/i],
    ['- CAST(-9223372036854775808 AS bigint)', /overflow/i],
    ['from_milliseconds(9223372036854775807)', /overflow/i],
    ["CAST('1e3' AS bigint)", /Cannot cast '1e3' to BIGINT/],
    ["CAST('1.5' AS bigint)", /Cannot cast/],
    ["CAST(' 1' AS bigint)", /Cannot cast/],
    ["CAST('' AS bigint)", /Cannot cast/],
    ["CAST('9223372036854775808' AS bigint)", /./],
    ["CAST('yes' AS boolean)", /Cannot cast/],
    ["CAST('nan' AS double)", /Cannot cast/],
    ["CAST('10 Jan' AS timestamp)", /Cannot cast/],
    ['CAST(1e300 AS bigint)', /out of range/],
    ["regexp_extract('a', '(')", /missing \)/],
  ])('%s is a QueryExecutionException', async (expression, message) => {
    const answer = await refusal(query(`SELECT ${expression}`));
    expect(answer).toMatchObject({
      name: 'QueryExecutionException',
      message: expect.stringMatching(message),
    });
  });

  it('fails only where it is reached', async () => {
    const sql =
      'SELECT CASE WHEN units = 5 THEN 0 ELSE 1 / (units - 5) END FROM shop.usage WHERE units < 8 ORDER BY units';
    expect((await query(sql)).rows).toEqual([['0'], ['0']]);
  });

  it('fails for a sum that does not fit, of numbers that do', async () => {
    const sql = 'SELECT sum(9223372036854775807 - units) FROM shop.usage';
    expect(await refusal(query(sql))).toMatchObject({ name: 'QueryExecutionException' });
  });
});

describe('aggregates', () => {
  it.each([
    ['count(*)', '4', 'BIGINT'],
    ['count(note)', '3', 'BIGINT'],
    ['count(DISTINCT customer)', '2', 'BIGINT'],
    ['sum(units)', '36', 'BIGINT'],
    ['sum(DISTINCT units / 6)', '3', 'BIGINT'],
    ['sum(1)', '4', 'BIGINT'],
    ['sum(ratio)', '4.5', 'DOUBLE'],
    ['avg(units)', '9.0', 'DOUBLE'],
    ['avg(ratio)', '1.5', 'DOUBLE'],
    ['min(note)', 'Z', 'VARCHAR'],
    ['max(note)', 'y', 'VARCHAR'],
    ['max(units)', '13', 'BIGINT'],
    ['min(done)', 'false', 'BOOLEAN'],
    ['max(time)', '2026-01-10 11:00:00.001000000', 'TIMESTAMP'],
    ['max_by(units, note)', '11', 'BIGINT'],
    // Rows without a key do not count, rows without a value do.
    ['max_by(ratio, note)', null, 'DOUBLE'],
    ['min_by(note, units)', 'x', 'VARCHAR'],
    ['max_by(note, units)', 'Z', 'VARCHAR'],
    ['count(*) FILTER (WHERE done)', '3', 'BIGINT'],
    ['sum(units) FILTER (WHERE note IS NULL)', '7', 'BIGINT'],
    ['max_by(note, units) FILTER (WHERE units < 6)', 'x', 'VARCHAR'],
    ['sum(units) / count(*)', '9', 'BIGINT'],
    ['sum(CAST(NULL AS bigint))', null, 'BIGINT'],
    ['coalesce(max(note), NULL)', 'y', 'VARCHAR'],
  ])('%s over all rows is %s', async (expression, value, type) => {
    const answer = await query(`SELECT ${expression} AS result FROM "shop"."usage"`);
    expect(answer).toEqual({ columns: ['result'], types: [type], rows: [[value]] });
  });

  it('group by position, by expression, by dimension, and filter groups', async () => {
    const sql = `SELECT bin(time, 1d) AS day, customer, sum(units) AS total FROM "shop"."usage"
      WHERE time >= ago(2d) AND time < now() GROUP BY 1, customer HAVING count(*) > 1 ORDER BY total DESC`;
    expect((await query(sql)).rows).toEqual([['2026-01-09 00:00:00.000000000', 'a', '12']]);
  });

  it('of no rows give one row, and none where there are groups', async () => {
    const none = 'FROM shop.usage WHERE units < 0';
    expect((await query(`SELECT count(*), sum(units) ${none}`)).rows).toEqual([['0', null]]);
    expect((await query(`SELECT customer, count(*) ${none} GROUP BY customer`)).rows).toEqual([]);
  });

  it('stand on windows of rows', async () => {
    const sql = `SELECT customer, units, rank() OVER (PARTITION BY customer ORDER BY units DESC) AS place,
      row_number() OVER (ORDER BY units), sum(units) OVER (PARTITION BY customer) AS total FROM shop.usage ORDER BY units`;
    const answer = await query(sql);
    expect(answer.types).toEqual(['VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT', 'BIGINT']);
    expect(answer.rows).toEqual([
      ['a', '5', '2', '1', '12'],
      ['a', '7', '1', '2', '12'],
      ['b', '11', '2', '3', '24'],
      ['b', '13', '1', '4', '24'],
    ]);
  });
});

describe('the order of rows', () => {
  it.each([
    ['note', ['Z', 'x', 'y', null]],
    ['note DESC', ['y', 'x', 'Z', null]],
    ['note NULLS FIRST', [null, 'Z', 'x', 'y']],
    ['note DESC NULLS LAST', ['y', 'x', 'Z', null]],
    ['note ASC NULLS LAST', ['Z', 'x', 'y', null]],
    ['1', ['Z', 'x', 'y', null]],
    ['units DESC', ['Z', 'y', null, 'x']],
    ['-units', ['Z', 'y', null, 'x']],
  ])('by %s puts nulls last unless told otherwise', async (order, notes) => {
    const answer = await query(`SELECT note FROM shop.usage ORDER BY ${order}`);
    expect(answer.rows.flat()).toEqual(notes);
  });

  it('takes an alias before a column of the same name', async () => {
    const sql = 'SELECT 0 - units AS units FROM shop.usage ORDER BY units LIMIT 1';
    expect((await query(sql)).rows).toEqual([['-13']]);
    const within = 'SELECT 0 - units AS units FROM shop.usage ORDER BY units + 0 LIMIT 1';
    expect((await query(within)).rows).toEqual([['-13']]);
  });

  it('stops at a limit', async () => {
    expect((await query('SELECT units FROM shop.usage ORDER BY units LIMIT 2')).rows).toEqual([['5'], ['7']]);
    expect((await query('SELECT units FROM shop.usage LIMIT 0')).rows).toEqual([]);
  });
});

describe('a selection', () => {
  it('of everything has dimensions, measure name, time and measures', async () => {
    const answer = await query('SELECT * FROM "shop"."usage" ORDER BY units LIMIT 1');
    expect(answer).toEqual({
      columns: ['customer', 'measure_name', 'time', 'units', 'note', 'ratio', 'done'],
      types: ['VARCHAR', 'VARCHAR', 'TIMESTAMP', 'BIGINT', 'VARCHAR', 'DOUBLE', 'BOOLEAN'],
      rows: [['a', 'usage', '2026-01-09 10:00:00.001000000', '5', 'x', '0.5', 'false']],
    });
  });

  it('names what has no name by its position', async () => {
    expect(
      (await query('SELECT units, 1 + 1, count(*) AS n, "units" FROM shop.usage GROUP BY units')).columns,
    ).toEqual(['units', '_col1', 'n', 'units']);
  });

  it('finds columns in any case, quoted or not, and by table or alias', async () => {
    const sql = 'SELECT UNITS, "Units", usage.units, u.units FROM shop.usage u WHERE Units = 5';
    expect(await refusal(query(sql))).toMatchObject({
      message: "line 1:24: Column 'usage.units' does not exist",
    });
    const other = 'SELECT UNITS, "Units", usage.units FROM shop.usage WHERE usage."UNITS" = 5';
    expect((await query(other)).rows).toEqual([['5', '5', '5']]);
  });

  it('removes repeats on demand', async () => {
    expect((await query('SELECT DISTINCT customer FROM shop.usage ORDER BY customer DESC')).rows).toEqual([
      ['b'],
      ['a'],
    ]);
  });

  it('joins selections one below the other, to their common types', async () => {
    const sql = `SELECT 'sum' AS what, sum(units) AS value FROM shop.usage UNION ALL SELECT 'avg', avg(units)
      FROM shop.usage UNION ALL (SELECT note, 0 FROM shop.usage WHERE note = 'x' LIMIT 1) ORDER BY value DESC, 1 LIMIT 9`;
    expect(await query(sql)).toEqual({
      columns: ['what', 'value'],
      types: ['VARCHAR', 'DOUBLE'],
      rows: [
        ['sum', '36.0'],
        ['avg', '9.0'],
        ['x', '0.0'],
      ],
    });
  });

  it('builds on named selections', async () => {
    const sql = `WITH daily AS (SELECT bin(time, 1d) AS day, sum(units) AS n FROM shop.usage GROUP BY bin(time, 1d)),
      Ranked AS (SELECT d.*, rank() OVER (ORDER BY n DESC) AS place FROM daily AS d)
      SELECT day, n FROM ranked WHERE place = 1`;
    expect((await query(sql)).rows).toEqual([['2026-01-09 00:00:00.000000000', '23']]);
  });

  it('builds on a selection in brackets', async () => {
    const sql =
      'SELECT max(n) FROM (SELECT customer, count(*) AS n FROM shop.usage GROUP BY customer) AS counted';
    expect((await query(sql)).rows).toEqual([['2']]);
  });

  it('reads measures of single-measure records by their types', async () => {
    expect(await refusal(query('SELECT measure_value::bigint FROM shop.usage'))).toMatchObject({
      message: "line 1:8: Column 'measure_value::bigint' does not exist",
    });
  });
});
