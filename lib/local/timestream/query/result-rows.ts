import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { Rows } from './relations.ts';
import { scalarText } from './scalar-text.ts';

/** A stretch of a result; each row is the JSON of the service's Row. */
export interface Page {
  readonly rows: readonly string[];
  readonly last: boolean;
}

/** A result that is being read: rows wait in DuckDB until they are asked for. */
export interface ResultRows {
  /** The next rows, as many as fit into a page of 1 MB, at least one, and at most `maxRows`. */
  page(maxRows: number | undefined): Promise<Page>;
}

const PAGE_BYTES = 1_048_576;

export async function runQuery(connection: DuckDBConnection, { sql, columns }: Rows): Promise<ResultRows> {
  const result = await connection.stream(sql);
  let chunk: DuckDBValue[][] = [];
  let position = 0;

  const nextRow = async (): Promise<string | undefined> => {
    while (position >= chunk.length) {
      const fetched = await result.fetchChunk();
      if (!fetched || fetched.rowCount === 0) return undefined;
      chunk = fetched.getRows();
      position = 0;
    }
    return rowJson(chunk[position++] ?? [], columns);
  };

  let ahead = await nextRow();
  return {
    async page(maxRows = Number.POSITIVE_INFINITY) {
      const rows: string[] = [];
      let bytes = 0;
      while (ahead !== undefined && rows.length < maxRows) {
        bytes += Buffer.byteLength(ahead) + 1;
        if (bytes > PAGE_BYTES && rows.length > 0) break;
        rows.push(ahead);
        ahead = await nextRow();
      }
      return { rows, last: ahead === undefined };
    },
  };
}

const rowJson = (row: readonly DuckDBValue[], columns: Rows['columns']): string =>
  JSON.stringify({
    Data: columns.map(({ type }, index) => {
      const value = row[index] ?? null;
      return value === null ? { NullValue: true } : { ScalarValue: scalarText(value, type) };
    }),
  });
