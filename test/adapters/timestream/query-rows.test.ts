import {
  type QueryCommand,
  type QueryResponse,
  type TimestreamQueryClient,
  ValidationException,
} from '@aws-sdk/client-timestream-query';
import { describe, expect, it } from 'vitest';
import { numberIn, queryRows, textIn } from '../../../lib/adapters/timestream/query-rows.ts';
import { sql } from '../../../lib/adapters/timestream/sql.ts';

const columns = [{ Name: 'id', Type: { ScalarType: 'VARCHAR' as const } }];
const page = (ids: string[], NextToken?: string): QueryResponse => ({
  QueryId: 'q',
  ColumnInfo: columns,
  Rows: ids.map((id) => ({ Data: [{ ScalarValue: id }] })),
  NextToken,
});

/** A client that answers with these pages, then never again. */
function clientWith(pages: (QueryResponse | Error)[]): { client: TimestreamQueryClient; tokens: unknown[] } {
  const tokens: unknown[] = [];
  const send = async ({ input }: QueryCommand): Promise<QueryResponse> => {
    tokens.push(input.NextToken);
    const next = pages.shift();
    if (next === undefined) throw new Error('asked for more than there is');
    if (next instanceof Error) throw next;
    return next;
  };
  return { client: { send } as unknown as TimestreamQueryClient, tokens };
}

async function idsOf(client: TimestreamQueryClient, most = Number.POSITIVE_INFINITY): Promise<string[]> {
  const ids: string[] = [];
  for await (const row of queryRows(client, sql`SELECT id`)) {
    ids.push(textIn(row, 'id'));
    if (ids.length >= most) break;
  }
  return ids;
}
const invalid = (message: string): ValidationException => new ValidationException({ $metadata: {}, message });

describe('queryRows', () => {
  it('goes on after a first page that holds a token and no row', async () => {
    const { client, tokens } = clientWith([page([], 'one'), page(['a', 'b'], 'two'), page(['c'])]);
    expect(await idsOf(client)).toEqual(['a', 'b', 'c']);
    expect(tokens).toEqual([undefined, 'one', 'two']);
  });

  it('asks for no page behind the last row that is taken', async () => {
    const { client } = clientWith([page(['a', 'b'], 'two')]);
    expect(await idsOf(client, 2)).toEqual(['a', 'b']);
  });

  it('finds nothing in a table that nothing was ever written to', async () => {
    const { client } = clientWith([invalid("line 1:8: Column 'meter_id' does not exist")]);
    expect(await idsOf(client)).toEqual([]);
  });

  it('lets every other fault fly', async () => {
    const { client } = clientWith([invalid('line 1:8: mismatched input')]);
    await expect(idsOf(client)).rejects.toThrow('mismatched input');
  });

  it('refuses a query that the service would not read, before it is sent', async () => {
    const { client, tokens } = clientWith([]);
    const rows = queryRows(client, sql`SELECT ${'x'.repeat(262_144)}`);
    await expect(rows.next()).rejects.toThrow(RangeError);
    expect(tokens).toEqual([]);
  });

  it('tells which column a row lacks', () => {
    expect(() => textIn(new Map([['n', undefined]]), 'n')).toThrow('"n"');
    expect(numberIn(new Map([['n', '12']]), 'n')).toBe(12);
  });
});
