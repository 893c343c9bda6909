import {
  createDatabase,
  createTable,
  describeDatabase,
  describeTable,
  listDatabases,
  listTables,
} from './catalog/answer-catalog.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Fields } from './fields.ts';
import { answerQuery, cancelQuery, type QueryRoom } from './query/answer-query.ts';
import type { Horizon } from './write/horizon.ts';
import type { RecordWriter } from './write/record-writer.ts';
import { writeRecords } from './write/write-records.ts';

/** Answers one request: an object to be written as JSON, or JSON already. */
export type Operation = (request: Fields) => Promise<object | string> | object;

/** The operations there are, under their names in `x-amz-target`. */
export function operations(
  catalog: Catalog,
  clock: { now(): number },
  horizon: Horizon,
  write: RecordWriter,
  room: QueryRoom,
): ReadonlyMap<string, Operation> {
  return new Map<string, Operation>([
    // The SDK takes the address for a host name alone and keeps scheme and port from its own settings.
    ['DescribeEndpoints', () => ({ Endpoints: [{ Address: '127.0.0.1', CachePeriodInMinutes: 1440 }] })],
    ['CreateDatabase', (request) => createDatabase(request, catalog)],
    ['DescribeDatabase', (request) => describeDatabase(request, catalog)],
    ['ListDatabases', (request) => listDatabases(request, catalog)],
    ['CreateTable', (request) => createTable(request, catalog)],
    ['DescribeTable', (request) => describeTable(request, catalog)],
    ['ListTables', (request) => listTables(request, catalog)],
    ['WriteRecords', (request) => writeRecords(request, catalog, clock, horizon, write)],
    ['Query', (request) => answerQuery(request, room)],
    ['CancelQuery', (request) => cancelQuery(request, room)],
  ]);
}
