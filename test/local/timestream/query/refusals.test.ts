import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryCommand } from '@aws-sdk/client-timestream-query';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimestream } from '../../../../lib/local/timestream/start-timestream.ts';
import { aRecord, cellsOf, clientsOf, NOW, refusal } from '../a-timestream.ts';

let stop: () => Promise<void>;
let query: (sql: string) => Promise<ReturnType<typeof cellsOf>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timestream-test-'));
  await writeFile(join(folder, 'secret.csv'), 'a,b\n1,2\n');
  const running = await startTimestream({ dataFile: join(folder, 'data.duckdb'), clock: { now: () => NOW } });
  const { writer, reader } = clientsOf(running.endpoint);
  await writer.send(new CreateDatabaseCommand({ DatabaseName: 'shop' }));
  await writer.send(new CreateTableCommand({ DatabaseName: 'shop', TableName: 'usage' }));
  await writer.send(
    new WriteRecordsCommand({ DatabaseName: 'shop', TableName: 'usage', Records: [aRecord()] }),
  );
  query = async (sql) => cellsOf(await reader.send(new QueryCommand({ QueryString: sql })));
  stop = async () => {
    writer.destroy();
    reader.destroy();
    await running.stop();
    await rm(folder, { recursive: true });
  };
});

afterAll(() => stop());

const refused = async (sql: string) => {
  const { name, message } = await refusal(query(sql));
  expect(name).toBe('ValidationException');
  return message;
};

describe('a query that is not in the subset', () => {
  it.each([
    ['SELECT 1;', "line 1:9: mismatched input ';'"],
    ['SELECT 1; DROP TABLE t1', "line 1:9: mismatched input ';'"],
    ['SELECT 1 -- all', 'line 1:10: comments are not accepted'],
    ['SELECT /* all */ 1', 'line 1:8: comments are not accepted'],
    ['SELECT 1--1', 'line 1:9: comments are not accepted'],
    ['DROP TABLE t1', "line 1:1: mismatched input 'DROP'"],
    ['INSERT INTO t1 VALUES (1)', "line 1:1: mismatched input 'INSERT'"],
    ['UPDATE t1 SET row_version = 9', "line 1:1: mismatched input 'UPDATE'"],
    ['PRAGMA database_list', "line 1:1: mismatched input 'PRAGMA'"],
    ["ATTACH '/tmp/x.db'", "line 1:1: mismatched input 'ATTACH'"],
    ['INSTALL httpfs', "line 1:1: mismatched input 'INSTALL'"],
    ["SET memory_limit = '8GB'", "line 1:1: mismatched input 'SET'"],
    ['CALL duckdb_settings()', "line 1:1: mismatched input 'CALL'"],
    ['DESCRIBE shop.usage', "line 1:1: mismatched input 'DESCRIBE'"],
    ['SHOW DATABASES', "line 1:1: mismatched input 'SHOW'"],
    ['FROM shop.usage', "line 1:1: mismatched input 'FROM'"],
    ["COPY (SELECT 1) TO '/tmp/x.csv'", "line 1:1: mismatched input 'COPY'"],
    ['', /./],
    ['   ', "mismatched input '<end of query>'"],
    ['SELECT', "line 1:7: mismatched input '<end of query>'"],
    ['SELECT 1 FROM', "line 1:14: mismatched input '<end of query>'"],
    ['SELECT 1\n  FROM shop.usage\n  WHERE', "line 3:8: mismatched input '<end of query>'"],
    ["SELECT 'open", "line 1:8: mismatched input '''"],
    ['SELECT "open', "line 1:8: mismatched input '\"'"],
    ['SELECT ""', "line 1:8: mismatched input '\"'"],
    ['SELECT 1\u0000', 'line 1:9: mismatched input U+0000'],
    ['SELECT \u00a01', 'line 1:8: mismatched input U+00A0'],
    ['SELECT $$text$$', "line 1:8: mismatched input '$'"],
    ['SELECT ?', "line 1:8: mismatched input '?'"],
    ['SELECT [1]', "line 1:8: mismatched input '['"],
    ['SELECT {a: 1}', "line 1:8: mismatched input '{'"],
    ['SELECT 1::bigint', "line 1:9: mismatched input ':'"],
    ['SELECT 1x', "line 1:9: mismatched input 'x' after a number"],
    ['SELECT 0x10', "line 1:9: mismatched input 'x10' after a number"],
    ['SELECT 1_000', "line 1:9: mismatched input '_000' after a number"],
    ['SELECT 1w', "line 1:9: mismatched input 'w' after a number"],
    ['SELECT .5', "line 1:8: mismatched input '.'"],
    ['SELECT +1', "line 1:8: mismatched input '+'"],
    ['SELECT 2 ** 3', "line 1:11: mismatched input '*'"],
    ['SELECT 7 // 2', "line 1:11: mismatched input '/'"],
    ["SELECT 'a' LIKE 'b'", "line 1:12: mismatched input 'LIKE'"],
    ["SELECT 'a' 'b'", "line 1:12: mismatched input 'b'"],
    ['SELECT * EXCLUDE (time) FROM shop.usage', "line 1:10: mismatched input 'EXCLUDE'"],
    ['SELECT COLUMNS(*) FROM shop.usage', 'line 1:8: function columns is not accepted'],
    ['SELECT 1 FROM shop.usage, shop.usage', "line 1:25: mismatched input ','"],
    ['SELECT 1 FROM shop.usage JOIN shop.usage ON true', "line 1:26: mismatched input 'JOIN'"],
    ['SELECT 1 FROM shop.usage a b', "line 1:28: mismatched input 'b'"],
    ['SELECT 1 FROM shop.usage AS a(b)', "line 1:30: mismatched input '('"],
    ["SELECT * FROM read_csv('secret.csv')", "line 1:23: mismatched input '('"],
    ["SELECT * FROM 'secret.csv'", "line 1:15: mismatched input 'secret.csv'"],
    ['SELECT * FROM (VALUES (1)) AS t', "line 1:16: mismatched input 'VALUES'"],
    ['SELECT (SELECT 1)', "line 1:9: mismatched input 'SELECT'"],
    ['SELECT 1 IN (SELECT 1)', "line 1:14: mismatched input 'SELECT'"],
    ['SELECT EXISTS (SELECT 1)', "line 1:8: mismatched input 'EXISTS'"],
    ['SELECT (1, 2)', "line 1:10: mismatched input ','"],
    ['SELECT 1 UNION SELECT 2', "line 1:16: mismatched input 'SELECT'"],
    ['SELECT 1 INTERSECT SELECT 1', "line 1:10: mismatched input 'INTERSECT'"],
    ['SELECT 1 LIMIT 1 OFFSET 1', "line 1:18: mismatched input 'OFFSET'"],
    ['SELECT 1 LIMIT ALL', "line 1:16: mismatched input 'ALL'"],
    ['SELECT 1 LIMIT 1 + 1', "line 1:18: mismatched input '+'"],
    ['SELECT units FROM shop.usage GROUP BY ALL', /./],
    ['SELECT units FROM shop.usage ORDER BY ALL', /./],
    ['SELECT count(*) FROM shop.usage QUALIFY true', /./],
    ['WITH RECURSIVE a AS (SELECT 1) SELECT 1 FROM a', "line 1:6: mismatched input 'RECURSIVE'"],
    ['WITH a AS MATERIALIZED (SELECT 1) SELECT 1 FROM a', "line 1:11: mismatched input 'MATERIALIZED'"],
    [
      'WITH a AS (SELECT 1), a AS (SELECT 2) SELECT 1 FROM a',
      "line 1:23: WITH query name 'a' specified more than once",
    ],
    ['SELECT CAST(1 AS hugeint)', "line 1:18: mismatched input 'hugeint'"],
    ['SELECT CAST(1 AS "bigint")', "line 1:18: mismatched input 'bigint'"],
    ["SELECT TRY_CAST('a' AS bigint)", "line 1:21: mismatched input 'AS'"],
    ["SELECT getenv('HOME')", 'line 1:8: function getenv is not accepted'],
    ["SELECT error('x')", 'line 1:8: function error is not accepted'],
    ["SELECT constructor('x')", 'line 1:8: function constructor is not accepted'],
    ["SELECT __proto__('x')", 'line 1:8: function __proto__ is not accepted'],
    ["SELECT query('SELECT 1')", 'line 1:8: function query is not accepted'],
    ["SELECT current_setting('threads')", 'line 1:8: function current_setting is not accepted'],
    ['SELECT current_timestamp', "line 1:8: mismatched input 'current_timestamp'"],
    ["SELECT INTERVAL '1' HOUR", "line 1:17: mismatched input '1'"],
    ["SELECT TIMESTAMP '2026-01-01 00:00:00'", "line 1:18: mismatched input '2026-01-01 00:00:00'"],
    ['SELECT sum(units ORDER BY time) FROM shop.usage', "line 1:18: mismatched input 'ORDER'"],
    [
      'SELECT sum(units) OVER (ROWS UNBOUNDED PRECEDING) FROM shop.usage',
      "line 1:25: mismatched input 'ROWS'",
    ],
    ['SELECT 1 WHERE 1', 'line 1:16: expected a boolean, found integer'],
  ])('%j is refused by token and place', async (sql, message) => {
    expect(await refused(sql)).toMatch(message);
  });
});

describe('a query about what is not there', () => {
  it.each([
    ['SELECT nothing FROM shop.usage', "line 1:8: Column 'nothing' does not exist"],
    ['SELECT x.units FROM shop.usage', "line 1:8: Column 'x.units' does not exist"],
    ['SELECT row_id FROM shop.usage', "line 1:8: Column 'row_id' does not exist"],
    ['SELECT c0 FROM shop.usage', "line 1:8: Column 'c0' does not exist"],
    ['SELECT rowid FROM shop.usage', "line 1:8: Column 'rowid' does not exist"],
    ['SELECT k0 FROM (SELECT units FROM shop.usage) AS x', "line 1:8: Column 'k0' does not exist"],
    ['SELECT units', "line 1:8: Column 'units' does not exist"],
    ['SELECT *', 'line 1:8: SELECT * needs a FROM clause'],
    ['SELECT x.* FROM shop.usage', 'line 1:8: Unable to resolve reference x'],
    // An alias means nothing before ORDER BY, though it does to DuckDB.
    ['SELECT units AS n FROM shop.usage WHERE n = 1', "line 1:41: Column 'n' does not exist"],
    ['SELECT units AS n FROM shop.usage GROUP BY n', "line 1:44: Column 'n' does not exist"],
    ['SELECT units AS n, n + 1 FROM shop.usage', "line 1:20: Column 'n' does not exist"],
    ['SELECT count(*) AS n FROM shop.usage HAVING n > 1', "line 1:45: Column 'n' does not exist"],
    [
      'SELECT 1 FROM lost.usage',
      "line 1:15: Requested database 'lost' not found for identifier 'lost.usage'",
    ],
    ['SELECT 1 FROM shop.lost', "line 1:15: Table 'shop.lost' does not exist"],
    ['SELECT 1 FROM "SHOP".usage', "line 1:15: Requested database 'SHOP' not found"],
    ['SELECT 1 FROM usage', 'line 1:15: the table usage must be named with its database'],
    ['SELECT 1 FROM t1', 'line 1:15: the table t1 must be named with its database'],
    ['SELECT 1 FROM main.t1', "line 1:15: Requested database 'main' not found"],
    ['SELECT 1 FROM ts_databases', 'line 1:15: the table ts_databases must be named'],
    [
      'SELECT 1 FROM information_schema.tables',
      "line 1:15: Requested database 'information_schema' not found",
    ],
    ['SELECT 1 FROM duckdb_settings', 'line 1:15: the table duckdb_settings must be named'],
    ['SELECT 1 GROUP BY 2', 'line 1:19: GROUP BY position 2 is not in select list'],
    ['SELECT 1 ORDER BY 0', 'line 1:19: ORDER BY position 0 is not in select list'],
    ['SELECT 1 AS a, 2 AS a ORDER BY a', "line 1:32: Column 'a' is ambiguous"],
    ['SELECT a FROM (SELECT 1 AS a, 2 AS A) AS x', "line 1:8: Column 'a' is ambiguous"],
  ])('%j says so', async (sql, message) => {
    expect(await refused(sql)).toContain(message);
  });
});

describe('a query with types that do not go together', () => {
  it.each([
    ["SELECT 1 = '1'", "line 1:10: '=' cannot be applied to integer, varchar"],
    ["SELECT units = '1' FROM shop.usage", "'=' cannot be applied to bigint, varchar"],
    ["SELECT time > '2026-01-01' FROM shop.usage", "'>' cannot be applied to timestamp, varchar"],
    ['SELECT time > 0 FROM shop.usage', "'>' cannot be applied to timestamp, integer"],
    ['SELECT true = 1', "'=' cannot be applied to boolean, integer"],
    ["SELECT 1 + '1'", "'+' cannot be applied to integer, varchar"],
    ['SELECT true + true', "'+' cannot be applied to boolean"],
    ['SELECT now() + now()', "'+' cannot be applied to timestamp"],
    ['SELECT 1h * 2', "'*' cannot be applied to interval_day_to_second, integer"],
    ['SELECT 1h - now()', "'-' cannot be applied to interval_day_to_second, timestamp"],
    ["SELECT 'a' || 1", "'||' cannot be applied to varchar, integer"],
    ["SELECT - 'a'", "'-' cannot be applied to varchar"],
    ["SELECT 1 IN (1, 'a')", "'IN' cannot be applied to integer, varchar"],
    ["SELECT 1 BETWEEN 0 AND 'a'", "'BETWEEN' cannot be applied to integer, varchar"],
    ["SELECT CASE WHEN true THEN 1 ELSE 'a' END", 'all results of CASE must be of one type'],
    ["SELECT CASE 1 WHEN 'a' THEN 1 END", "'=' cannot be applied to integer, varchar"],
    ['SELECT CASE WHEN 1 THEN 1 END', 'expected a boolean, found integer'],
    ['SELECT NOT 1', 'expected a boolean, found integer'],
    ["SELECT true AND 'true'", 'expected a boolean, found varchar'],
    ["SELECT coalesce(1, 'a')", 'unexpected parameters (integer, varchar) for function coalesce'],
    ['SELECT concat(1, 2)', 'unexpected parameters (integer, integer) for function concat'],
    ["SELECT concat('a')", 'unexpected parameters (varchar) for function concat'],
    ['SELECT length(1)', 'unexpected parameters (integer) for function length'],
    ["SELECT substr('abc', '1')", 'unexpected parameters (varchar, varchar) for function substr'],
    ["SELECT sum('a')", 'unexpected parameters (varchar) for function sum'],
    ['SELECT sum(*) FROM shop.usage', 'unexpected parameters (*) for function sum'],
    ['SELECT avg(time) FROM shop.usage', 'unexpected parameters (timestamp) for function avg'],
    ['SELECT max_by(units) FROM shop.usage', 'unexpected parameters (bigint) for function max_by'],
    ['SELECT max_by(DISTINCT units, time) FROM shop.usage', 'for function max_by'],
    ['SELECT count(units, time) FROM shop.usage', 'for function count'],
    ['SELECT rank() FROM shop.usage', 'function rank requires an OVER clause'],
    ['SELECT rank(1) OVER () FROM shop.usage', 'unexpected parameters for function rank'],
    ['SELECT length(DISTINCT measure_name) FROM shop.usage', 'unexpected parameters for function length'],
    ["SELECT length('a') OVER ()", 'unexpected parameters for function length'],
    [
      'SELECT count(*) FILTER (WHERE true) OVER () FROM shop.usage',
      'FILTER together with OVER is not emulated',
    ],
    ['SELECT now(1)', 'unexpected parameters (integer) for function now'],
    ['SELECT ago(1)', 'unexpected parameters (integer) for function ago'],
    ['SELECT bin(now(), 0s)', 'expected an interval literal greater than zero for function bin'],
    ['SELECT bin(units, 10) FROM shop.usage', 'unexpected parameters (bigint, integer) for function bin'],
    ["SELECT date_trunc('century', now())", 'expected a literal unit from second to year'],
    ["SELECT date_trunc('constructor', now())", 'expected a literal unit from second to year'],
    ['SELECT date_trunc(measure_name, time) FROM shop.usage', 'expected a literal unit'],
    ["SELECT regexp_extract('a', measure_name) FROM shop.usage", 'expected literals'],
    ["SELECT regexp_extract('a', 'a$')", '$ is not emulated'],
    ["SELECT regexp_extract('a', '(a)|b', 1)", 'group 1 does not take part in every match'],
    ['SELECT CAST(1.5 AS varchar)', 'the cast from double to varchar is not accepted'],
    ['SELECT CAST(1 AS timestamp)', 'the cast from integer to timestamp is not accepted'],
    ['SELECT CAST(now() AS bigint)', 'the cast from timestamp to bigint is not accepted'],
    ['SELECT CAST(1h AS varchar)', 'the cast from interval_day_to_second to varchar is not accepted'],
    ['SELECT 1 UNION ALL SELECT 1, 2', 'the terms of UNION ALL have different columns'],
    ["SELECT 1 UNION ALL SELECT 'a'", 'the terms of UNION ALL have different columns'],
    ['SELECT 9223372036854775808', 'line 1:8: invalid numeric literal: 9223372036854775808'],
    ['SELECT 1 LIMIT 9223372036854775808', "line 1:16: mismatched input '9223372036854775808'"],
    ['SELECT 106752d', 'line 1:8: invalid interval 106752d'],
    ['SELECT units FROM shop.usage WHERE sum(units) > 1', 'WHERE clause cannot contain aggregates'],
    ['SELECT units, count(*) FROM shop.usage', 'must appear in the GROUP BY clause'],
    ['SELECT units FROM shop.usage GROUP BY customer', 'must appear in the GROUP BY clause'],
    ['SELECT sum(count(*)) FROM shop.usage', 'aggregate function calls cannot be nested'],
  ])('%j is refused', async (sql, message) => {
    expect(await refused(sql)).toContain(message);
  });
});

describe('a monstrous query', () => {
  it.each([
    ['brackets', `SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000)}`],
    ['negations', `SELECT ${'NOT '.repeat(50_000)}true`],
    ['minus signs', `SELECT ${'- '.repeat(50_000)}a`],
    ['functions', `SELECT ${'length('.repeat(20_000)}`],
    ['cases', `SELECT ${'CASE WHEN '.repeat(20_000)}`],
    ['selections', `SELECT * FROM ${'(SELECT * FROM '.repeat(10_000)}`],
    ['sums', `SELECT 1${' + 1'.repeat(50_000)}`],
  ])('of %s is refused, not a crash', async (_, sql) => {
    expect(await refused(sql)).toMatch(/nested too deeply|more than 1000 arithmetic operators/);
  });

  it('that would double with every step is refused', async () => {
    expect(await refused(`SELECT ${'1 / ('.repeat(60)}1${')'.repeat(60)}`)).toContain('too complex');
  });

  it('of long lists is answered', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    const rows = [['1']];
    const among = `SELECT count(*) FROM shop.usage WHERE units IN (${numbers.join(', ')})`;
    expect((await query(among)).rows).toEqual(rows);
    const conditions = numbers.slice(0, 3000).map((number) => `units = ${number}`);
    expect((await query(`SELECT count(*) FROM shop.usage WHERE ${conditions.join(' OR ')}`)).rows).toEqual(
      rows,
    );
  });

  it('is refused beyond 256 KB', async () => {
    expect(await refused(`SELECT '${'x'.repeat(262_144)}'`)).toContain('262144');
  });
});

describe('any text at all', () => {
  const unit = fc.string({ unit: 'binary', maxLength: 20 });
  const quoted = fc.constantFrom(
    "'",
    "''",
    '"',
    '""',
    '\\',
    ';',
    '--',
    '/*',
    '*/',
    '$$',
    '\n',
    "' OR '1'='1",
    '\u0000',
  );
  const hostile = fc.array(fc.oneof(unit, quoted)).map((parts) => parts.join(''));
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

  it('is itself when it is quoted', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        expect((await query(`SELECT ${literal(text)}, length(${literal(text)})`)).rows).toEqual([
          [text, String([...text].length)],
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('is a name when it is quoted as one', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        fc.pre(text.length > 0);
        const name = `"${text.replaceAll('"', '""')}"`;
        const sql = `WITH ${name} AS (SELECT units AS ${name} FROM shop.usage) SELECT ${name}.${name} FROM ${name}`;
        expect(await query(sql)).toEqual({ columns: [text], types: ['BIGINT'], rows: [['1']] });
      }),
      { numRuns: 200 },
    );
  });

  it('is answered or refused, and changes nothing', async () => {
    const words = fc.constantFrom(
      ...'SELECT FROM WHERE GROUP BY ORDER LIMIT WITH AS UNION ALL AND OR NOT IN ( ) , . * + - / = < units time shop usage "shop" . "usage" 1 2h \'a\' count sum CASE WHEN THEN END CAST t1 DROP TABLE DELETE read_csv'.split(
        ' ',
      ),
    );
    const soup = fc.array(fc.oneof({ weight: 9, arbitrary: words }, hostile)).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', 'SELECT ', 'SELECT 1 FROM shop.usage WHERE '),
        soup,
        async (start, text) => {
          const answer = await query(start + text).then(
            () => 'answered',
            (error) => error.name,
          );
          expect(['answered', 'ValidationException', 'QueryExecutionException']).toContain(answer);
        },
      ),
      { numRuns: 500 },
    );
    expect((await query('SELECT count(*) FROM shop.usage')).rows).toEqual([['1']]);
    await expect(stat(join(folder, 'secret.csv'))).resolves.toBeDefined();
  });
});
