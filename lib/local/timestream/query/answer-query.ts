import type { Catalog } from '../catalog/catalog.ts';
import { invalid } from '../fault.ts';
import { type Fields, optionalText, optionalWhole, text } from '../fields.ts';
import type { DatabaseFile } from '../store/database-file.ts';
import { compile } from './compile-query.ts';
import type { Cursors, Fetched } from './cursors.ts';
import type { Rows } from './relations.ts';
import { startQuery } from './running-query.ts';

/** What queries are answered from. */
export interface QueryRoom {
  readonly database: DatabaseFile;
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  readonly clock: { now(): number };
  readonly readDelayMillis: number;
}

const QUERY = { min: 1, max: 262_144 };

/** Answers a Query request, as JSON. A result of more than one page is first answered with a token alone. */
export async function answerQuery(request: Fields, room: QueryRoom): Promise<string> {
  const source = text(request, 'QueryString', '', QUERY);
  const maxRows = optionalWhole(request, 'MaxRows', '', { min: 1, max: 1000 });
  const token = optionalText(request, 'NextToken', '', { min: 1, max: 2048 });
  optionalText(request, 'ClientToken', '', { min: 1, max: 128 });
  if (token !== undefined) return responseJson(await room.cursors.fetch(token, source, maxRows));
  const { catalog, clock, readDelayMillis } = room;
  const query = await startQuery(
    room.database,
    compile(source, { catalog, now: clock.now(), readDelayMillis }),
  );
  const first = await query.page(maxRows);
  // The service's own words: a result is given at once where it has fewer rows than MaxRows.
  if (first.last && (maxRows === undefined || first.rows.length < maxRows))
    return responseJson({ query, rows: first.rows });
  return responseJson({ query, rows: [], nextToken: room.cursors.open(query, source, first) });
}

/** Answers a CancelQuery request. */
export function cancelQuery(request: Fields, { cursors }: QueryRoom): object {
  const id = text(request, 'QueryId', '', { min: 1, max: 64, pattern: /^[a-zA-Z0-9]+$/ });
  if (!cursors.cancel(id)) throw invalid(`The query ${id} is not running.`);
  return { CancellationMessage: `The query ${id} has been cancelled.` };
}

function responseJson({ query, rows, nextToken }: Fetched): string {
  const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row), 0);
  const members = JSON.stringify({
    QueryId: query.id,
    ColumnInfo: columnInfo(query.columns),
    QueryStatus: {
      ProgressPercentage: nextToken === undefined ? 100 : 50,
      CumulativeBytesScanned: bytes,
      CumulativeBytesMetered: bytes,
    },
    ...(nextToken !== undefined && { NextToken: nextToken }),
  });
  // The rows are JSON already.
  return `${members.slice(0, -1)},"Rows":[${rows.join(',')}]}`;
}

const columnInfo = (columns: Rows['columns']) =>
  columns.map(({ name, type }) => ({ Name: name, Type: { ScalarType: type } }));
