import {
  CancelQueryCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-timestream-query';
import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, cellsOf, NOW, refusal, units } from '../a-timestream.ts';

const HOUR = 3_600_000;
const sql = 'SELECT units, note FROM shop.usage ORDER BY units';

/** `count` records of about `size` bytes each. */
async function filled(count: number, size = 10) {
  let now = NOW;
  const timestream = await aTimestream({ clock: { now: () => now } });
  const record = (index: number) =>
    aRecord({
      Time: String(NOW - index),
      MeasureValues: [
        ...(units(index).MeasureValues ?? []),
        { Name: 'note', Type: 'VARCHAR', Value: 'ä'.repeat(size / 2) },
      ],
    });
  for (let from = 0; from < count; from += 100) {
    const length = Math.min(100, count - from);
    await timestream.write(Array.from({ length }, (_, index) => record(from + index)));
  }
  const ask = (input: Partial<QueryCommandInput> = {}) =>
    timestream.reader.send(new QueryCommand({ QueryString: sql, ...input }));
  return {
    ...timestream,
    ask,
    pass: (millis: number) => {
      now += millis;
    },
  };
}

const numbers = (answer: Parameters<typeof cellsOf>[0]) =>
  cellsOf(answer).rows.map(([number]) => Number(number));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a result of one page', () => {
  it('is answered at once', async () => {
    const { ask } = await filled(10);
    const answer = await ask();
    expect(numbers(answer)).toEqual(upTo(10));
    expect(answer.NextToken).toBeUndefined();
    expect(answer.QueryId).toMatch(/^[A-Z0-9]+$/);
    expect(answer.QueryStatus).toMatchObject({
      ProgressPercentage: 100,
      CumulativeBytesScanned: expect.any(Number),
      CumulativeBytesMetered: expect.any(Number),
    });
  });

  it('may have no rows, and has its columns all the same', async () => {
    const { query } = await filled(1);
    expect(await query('SELECT units AS n FROM shop.usage WHERE units < 0')).toEqual({
      columns: ['n'],
      types: ['BIGINT'],
      rows: [],
    });
  });

  it('is answered at once when it has fewer rows than MaxRows', async () => {
    const { ask } = await filled(10);
    expect(numbers(await ask({ MaxRows: 11 }))).toEqual(upTo(10));
  });
});

describe('a larger result', () => {
  it('is first answered with a token and no rows, then in pages of at most 1 MB', async () => {
    const { reader } = await filled(1500, 1800);
    const pages = [];
    for await (const page of paginateQuery({ client: reader }, { QueryString: sql })) pages.push(page);
    expect(pages[0]?.Rows).toEqual([]);
    expect(pages[0]?.NextToken).toBeDefined();
    expect(pages.length).toBeGreaterThan(3);
    for (const { Rows } of pages) {
      expect(Buffer.byteLength(JSON.stringify(Rows))).toBeLessThanOrEqual(1_048_576);
    }
    expect(pages.flatMap(numbers)).toEqual(upTo(1500));
    expect(new Set(pages.map(({ QueryId }) => QueryId)).size).toBe(1);
    expect(pages.every(({ ColumnInfo }) => ColumnInfo?.length === 2)).toBe(true);
  });

  it.each([1, 3, 9, 10])('comes %i rows at a time', async (MaxRows) => {
    const { reader } = await filled(10);
    const pages = [];
    for await (const page of paginateQuery({ client: reader, pageSize: MaxRows }, { QueryString: sql })) {
      pages.push(numbers(page));
    }
    expect(pages.shift()).toEqual([]);
    expect(pages.every((page) => page.length <= MaxRows)).toBe(true);
    expect(pages.flat()).toEqual(upTo(10));
  });

  it('is what it was when the query began', async () => {
    const { ask, write } = await filled(4);
    const first = await ask({ MaxRows: 2 });
    await write([
      aRecord({ Time: String(NOW - 3), Version: 2, ...units(99) }),
      aRecord({ Time: String(NOW - 50) }),
    ]);
    const second = await ask({ NextToken: first.NextToken, MaxRows: 2 });
    const third = await ask({ NextToken: second.NextToken, MaxRows: 2 });
    expect([...numbers(second), ...numbers(third)]).toEqual([0, 1, 2, 3]);
    expect(third.NextToken).toBeUndefined();
  });
});

describe('a token', () => {
  const bad = { name: 'ValidationException', message: 'Invalid pagination token.' };

  it('gives the same page five times, then no more', async () => {
    const { ask } = await filled(4);
    const { NextToken } = await ask({ MaxRows: 2 });
    const tokens = new Set<string | undefined>();
    for (let use = 0; use < 5; use++) {
      const page = await ask({ NextToken, MaxRows: 2 });
      expect(numbers(page)).toEqual([0, 1]);
      tokens.add(page.NextToken);
    }
    expect(tokens.size).toBe(1);
    expect(await refusal(ask({ NextToken, MaxRows: 2 }))).toMatchObject(bad);
  });

  it('gives the same page to requests at the same time', async () => {
    const { ask } = await filled(6);
    const { NextToken } = await ask({ MaxRows: 2 });
    const second = (await ask({ NextToken, MaxRows: 2 })).NextToken;
    const pages = await Promise.all(upTo(5).map(() => ask({ NextToken: second, MaxRows: 2 })));
    expect(pages.map(numbers)).toEqual(upTo(5).map(() => [2, 3]));
    expect(new Set(pages.map((page) => page.NextToken)).size).toBe(1);
  });

  it('ends the one before it', async () => {
    const { ask } = await filled(6);
    const one = (await ask({ MaxRows: 2 })).NextToken;
    const two = (await ask({ NextToken: one, MaxRows: 2 })).NextToken;
    await ask({ NextToken: two, MaxRows: 2 });
    expect(await refusal(ask({ NextToken: one, MaxRows: 2 }))).toMatchObject(bad);
    expect(numbers(await ask({ NextToken: two, MaxRows: 2 }))).toEqual([2, 3]);
  });

  it('ends after an hour', async () => {
    const { ask, pass } = await filled(4);
    const { NextToken } = await ask({ MaxRows: 2 });
    pass(HOUR - 1);
    expect(numbers(await ask({ NextToken, MaxRows: 2 }))).toEqual([0, 1]);
    pass(1);
    expect(await refusal(ask({ NextToken, MaxRows: 2 }))).toMatchObject(bad);
  });

  it('belongs to the text of its query', async () => {
    const { ask } = await filled(4);
    const { NextToken } = await ask({ MaxRows: 2 });
    expect(await refusal(ask({ NextToken, QueryString: `${sql} ` }))).toMatchObject(bad);
    expect(numbers(await ask({ NextToken, MaxRows: 2 }))).toEqual([0, 1]);
  });

  it.each(['forged', '00000000-0000-0000-0000-000000000000'])('%s is none', async (NextToken) => {
    const { ask } = await filled(1);
    expect(await refusal(ask({ NextToken }))).toMatchObject(bad);
  });

  it('of the oldest result gives way when there are too many', async () => {
    const { ask } = await filled(4);
    const first = (await ask({ MaxRows: 2 })).NextToken;
    const others = await Promise.all(upTo(32).map(() => ask({ MaxRows: 2 })));
    expect(await refusal(ask({ NextToken: first, MaxRows: 2 }))).toMatchObject(bad);
    expect(numbers(await ask({ NextToken: others.at(-1)?.NextToken, MaxRows: 2 }))).toEqual([0, 1]);
  });
});

describe('a cancelled query', () => {
  it('gives no more pages', async () => {
    const { ask, reader } = await filled(4);
    const { NextToken, QueryId } = await ask({ MaxRows: 2 });
    const answer = await reader.send(new CancelQueryCommand({ QueryId }));
    expect(answer.CancellationMessage).toContain(QueryId);
    expect(await refusal(ask({ NextToken, MaxRows: 2 }))).toMatchObject({ name: 'ConflictException' });
    const again = new CancelQueryCommand({ QueryId });
    expect(await refusal(reader.send(again))).toMatchObject({ name: 'ValidationException' });
  });

  it('was running', async () => {
    const { reader } = await filled(1);
    const lost = new CancelQueryCommand({ QueryId: 'AEDACANQ' });
    expect(await refusal(reader.send(lost))).toMatchObject({ name: 'ValidationException' });
  });
});

describe('a request', () => {
  it.each([0, 1001, 1.5])('with MaxRows %d is refused', async (MaxRows) => {
    const { ask } = await filled(1);
    expect(await refusal(ask({ MaxRows }))).toMatchObject({ name: 'ValidationException' });
  });

  it('may have up to 1,000 rows a page and a client token', async () => {
    const { ask } = await filled(1);
    expect(numbers(await ask({ MaxRows: 1000, ClientToken: 'x'.repeat(64) }))).toEqual([0]);
  });

  it('whose rows fail on a later page fails there', async () => {
    const { ask } = await filled(100);
    const QueryString = 'SELECT 1 / (units - 99) FROM shop.usage';
    const answer = await refusal(
      (async () => {
        let NextToken = (await ask({ QueryString, MaxRows: 10 })).NextToken;
        while (NextToken) NextToken = (await ask({ QueryString, MaxRows: 10, NextToken })).NextToken;
      })(),
    );
    expect(answer).toMatchObject({ name: 'QueryExecutionException', message: 'Division by zero' });
  });

  it('is answered from one state of the table while others write', async () => {
    const { write, query } = await filled(0);
    const pair = (index: number) => [
      aRecord({ Time: String(NOW - index), MeasureName: 'left' }),
      aRecord({ Time: String(NOW - index), MeasureName: 'right' }),
    ];
    let writing = true;
    const writes = (async () => {
      for (let index = 0; index < 60; index++) await write(pair(index));
      writing = false;
    })();
    const count = "count(*) FILTER (WHERE measure_name = 'left')";
    await write(pair(1000));
    while (writing) {
      const { rows } = await query(`SELECT ${count}, count(*) - ${count} FROM shop.usage`);
      expect(rows[0]?.[0]).toBe(rows[0]?.[1]);
    }
    await writes;
  });
});
