import { describe, expect, it } from 'vitest';
import { eventsQuery } from '../../../lib/adapters/timestream/list-events.ts';
import { keysQuery } from '../../../lib/adapters/timestream/locate-events.ts';
import { sql, textOf } from '../../../lib/adapters/timestream/sql.ts';
import { tableSql } from '../../../lib/adapters/timestream/table-name.ts';
import { tallyQuery } from '../../../lib/adapters/timestream/tally-query.ts';
import type { Aggregation } from '../../../lib/core/meter.ts';
import type { UsageQuery } from '../../../lib/core/usage-query.ts';
import { aQuestion } from '../../contracts/usage-store/ask.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';

const DAY = 86_400_000;
const table = tableSql({ database: 'meterhouse', table: 'usage' });
const question = (parts: Partial<UsageQuery> = {}): UsageQuery =>
  aQuestion({ from: NEW_YEAR, to: NEW_YEAR + DAY, aggregation: 'COUNT', limit: 10, ...parts });
/** What follows the table of events, whose text the first test shows. */
const tail = (parts: Partial<UsageQuery>): string =>
  textOf(tallyQuery(table, question(parts))).replace(/^[\s\S]*?FROM pieces\), /, '');

describe('tallyQuery', () => {
  it('reads events of one record and of several, by meter, time and customers', () => {
    const text = textOf(tallyQuery(table, question({ customerIds: ['t-1', "it's"] })));
    const scan =
      `meter_id = 'api_calls' AND time >= from_milliseconds(${NEW_YEAR}) AND time < from_milliseconds(${NEW_YEAR + DAY})` +
      " AND customer_id IN ('t-1', 'it''s')";
    expect(text).toContain(`FROM "meterhouse"."usage" WHERE measure_name = 'usage' AND ${scan}\n`);
    expect(text).toMatch(
      /FROM "meterhouse"\."usage" WHERE measure_name IN \('wide\.0', 'wide\.1', .*'wide\.16'\) AND /,
    );
    expect(text.split(scan)).toHaveLength(3);
    expect(text).toContain(
      "HAVING count(*) = 1 + CAST(max(CASE WHEN measure_name = 'wide.0' THEN dims END) AS BIGINT)",
    );
  });

  it.each<[Aggregation, string, string]>([
    ['COUNT', '', ''],
    ['MIN', ', "k" AS "k"', ', min(k) AS k'],
    ['MAX', ', "k" AS "k"', ', max(k) AS k'],
    ['UNIQUE_COUNT', ', "k" AS "k"', ', count(DISTINCT k) AS uniques'],
    [
      'LATEST',
      `, "k" AS "k", concat(CAST(to_milliseconds(time) + 1000000000000000 AS VARCHAR), id, ' ', customer_id) AS "place"`,
      ', max_by(k, place) AS k',
    ],
  ])('folds for %s what it needs', (aggregation, taken, folded) => {
    expect(tail({ aggregation })).toBe(
      `taken AS (\nSELECT to_milliseconds(time) AS ms${taken}\nFROM events WHERE canceled_at < 0\n), placed AS (\n` +
        `SELECT ms${aggregation === 'COUNT' ? '' : aggregation === 'LATEST' ? ', "k", "place"' : ', "k"'}\nFROM taken)\n` +
        `SELECT min(ms) AS since, count(*) AS n${folded}\nFROM placed\nLIMIT 11`,
    );
  });

  it('adds limbs by their base, and asks for as many rows as points may come in', () => {
    expect(tail({ aggregation: 'SUM' })).toMatch(
      /SELECT min\(ms\) AS since, count\(\*\) AS n, "base", sum\("v0"\) AS "s0", .*sum\("v5"\) AS "s5"\nFROM placed\nGROUP BY "base"\nORDER BY "base"\nLIMIT 308$/,
    );
  });

  it('goes on behind a group and a window of it', () => {
    const after = { group: [null, "it's"], end: NEW_YEAR + 1 };
    expect(tail({ groupBy: ['region', 'customerId'], window: 'HOUR', after })).toMatch(
      new RegExp(
        `FROM placed\nWHERE \\("g0" > '' OR \\("g0" = '' AND \\("g1" > '=it''s' OR \\("g1" = '=it''s' AND ms >= ${NEW_YEAR + 1}\\)\\)\\)\\)\n` +
          'GROUP BY "g0", "g1", "w0"\nORDER BY "g0", "g1", "w0"\nLIMIT 11$',
      ),
    );
  });

  it('takes dimensions out of their text, names escaped for the pattern', () => {
    const text = tail({ groupBy: ['a.b'], filters: new Map([["it's", ['x', '']]]) });
    const pattern = (name: string): string => `'!;${name}!(=[^!]*(?:![0-9A-X][^!]*)*)!;'`;
    expect(text).toContain(`coalesce(regexp_extract(dims, ${pattern('a\\.b')}, 1), '') AS "g0"`);
    expect(text).toContain(
      `WHERE canceled_at < 0 AND coalesce(regexp_extract(dims, ${pattern("it''s")}, 1), '') IN ('=x', '=')`,
    );
  });

  it('lets nothing in where a condition can hold for no event', () => {
    expect(tail({ filters: new Map([['region', []]]) })).toContain('WHERE canceled_at < 0 AND 1 = 0');
    expect(textOf(tallyQuery(table, question({ customerIds: ['x'.repeat(257)] })))).toContain(
      ') AND 1 = 0\n',
    );
  });
});

describe('eventsQuery', () => {
  it('reads behind a cursor, in the order of the list', () => {
    const after = { time: NEW_YEAR + 1, id: 'a b', customerId: "it's" };
    expect(textOf(eventsQuery(table, question(), { limit: 5, after }))).toMatch(
      new RegExp(
        `FROM events WHERE \\(time > from_milliseconds\\(${NEW_YEAR + 1}\\) OR \\(time = from_milliseconds\\(${NEW_YEAR + 1}\\) AND ` +
          "\\(id > 'a!Wb' OR \\(id = 'a!Wb' AND customer_id > 'it''s'\\)\\)\\)\\)\nORDER BY time, id, customer_id\nLIMIT 6$",
      ),
    );
  });
});

describe('keysQuery', () => {
  it('always names a range of time, though it is all of it', () => {
    const text = textOf(keysQuery(table, 'api_calls', ['a', "it's"]));
    expect(
      text.match(/ AND time >= from_milliseconds\(\d+\) AND time < from_milliseconds\(\d+\)\n/g),
    ).toHaveLength(2);
    expect(text).toMatch(/FROM events WHERE id IN \('a', 'it''s'\)$/);
  });
});

describe('tableSql', () => {
  it('refuses names that would not stay names', () => {
    expect(() => tableSql({ database: 'a"."b', table: 'usage' })).toThrow(/not a name/);
    expect(textOf(sql`${table}`)).toBe('"meterhouse"."usage"');
  });
});
