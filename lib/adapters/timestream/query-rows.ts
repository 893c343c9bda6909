import {
  QueryCommand,
  type TimestreamQueryClient,
  ValidationException,
} from '@aws-sdk/client-timestream-query';
import { type Sql, textOf } from './sql.ts';

/** What the service reads of a query. */
const MAX_QUERY_BYTES = 262_144;

/** The values of one row by the names of their columns; the service writes all of them as text. */
export type QueryRow = ReadonlyMap<string, string | undefined>;

/** The rows of a query, page after page; pages behind the last row that is taken are never asked for. */
export async function* queryRows(client: TimestreamQueryClient, query: Sql): AsyncGenerator<QueryRow> {
  const text = textOf(query);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_QUERY_BYTES) {
    throw new RangeError(
      `a query of ${bytes} bytes names more texts than Timestream takes (${MAX_QUERY_BYTES})`,
    );
  }
  let token: string | undefined;
  do {
    // A page may have no row and only a token: the first one of any result that is not small.
    const page = await sent(client, text, token);
    const columns = (page?.ColumnInfo ?? []).map(({ Name }) => Name ?? '');
    for (const { Data = [] } of page?.Rows ?? []) {
      yield new Map(columns.map((column, i) => [column, Data[i]?.ScalarValue]));
    }
    token = page?.NextToken;
  } while (token !== undefined);
}

export const textIn = (row: QueryRow, column: string): string => {
  const text = row.get(column);
  if (text === undefined) throw new Error(`a row of the usage series lacks "${column}"`);
  return text;
};

export const numberIn = (row: QueryRow, column: string): number => Number(textIn(row, column));

async function sent(client: TimestreamQueryClient, text: string, token: string | undefined) {
  try {
    return await client.send(
      new QueryCommand({ QueryString: text, ...(token === undefined ? {} : { NextToken: token }) }),
    );
  } catch (error) {
    // Columns come with the first record, and every record has all that queries name: nothing was ever written.
    if (error instanceof ValidationException && /Column '[^']*' does not exist/.test(error.message))
      return undefined;
    throw error;
  }
}
