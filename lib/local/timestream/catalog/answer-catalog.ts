import { invalid } from '../fault.ts';
import { type Fields, optionalText, optionalWhole } from '../fields.ts';
import type { Catalog } from './catalog.ts';
import { databaseName, tableName } from './names.ts';
import type { Database, Table } from './table.ts';
import { readTableSettings } from './table-settings.ts';

export const createDatabase = async (request: Fields, catalog: Catalog): Promise<object> => ({
  Database: toApiDatabase(await catalog.createDatabase(databaseName(request))),
});

export const describeDatabase = (request: Fields, catalog: Catalog): object => ({
  Database: toApiDatabase(catalog.database(databaseName(request))),
});

export function listDatabases(request: Fields, catalog: Catalog): object {
  const { items, next } = page(request, catalog.databases(), ({ name }) => [name]);
  return { Databases: items.map(toApiDatabase), ...next };
}

export const createTable = async (request: Fields, catalog: Catalog): Promise<object> => ({
  Table: toApiTable(
    await catalog.createTable(databaseName(request), tableName(request), readTableSettings(request)),
  ),
});

export const describeTable = (request: Fields, catalog: Catalog): object => ({
  Table: toApiTable(catalog.table(databaseName(request), tableName(request))),
});

/** The tables of one database, or of all where none is named. */
export function listTables(request: Fields, catalog: Catalog): object {
  const databases =
    (request['DatabaseName'] ?? undefined) === undefined
      ? catalog.databases()
      : [catalog.database(databaseName(request))];
  const tables = databases.flatMap((database) =>
    [...database.tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
  const { items, next } = page(request, tables, ({ database, name }) => [database, name]);
  return { Tables: items.map(toApiTable), ...next };
}

/** The items after the token, at most MaxResults; their keys are in ascending order and make the token. */
function page<T>(request: Fields, all: readonly T[], key: (item: T) => readonly string[]) {
  const limit = optionalWhole(request, 'MaxResults', '', { min: 1, max: 20 }) ?? 20;
  const token = optionalText(request, 'NextToken', '', { min: 1, max: 2048 });
  const tokenOf = (item: T) => Buffer.from(JSON.stringify(key(item))).toString('base64url');
  const before = token === undefined ? -1 : all.findIndex((item) => tokenOf(item) === token);
  if (token !== undefined && before < 0) throw invalid('Invalid pagination token.');
  const items = all.slice(before + 1, before + 1 + limit);
  const last = items.at(-1);
  const more = last !== undefined && before + 1 + limit < all.length;
  return { items, next: more ? { NextToken: tokenOf(last) } : {} };
}

const ARN = 'arn:aws:timestream:us-east-1:000000000000';

const toApiDatabase = ({ name, createdAt, tables }: Database) => ({
  Arn: `${ARN}:database/${name}`,
  DatabaseName: name,
  TableCount: tables.size,
  KmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/local',
  CreationTime: createdAt / 1000,
  LastUpdatedTime: createdAt / 1000,
});

const toApiTable = ({ database, name, createdAt, settings }: Table) => ({
  Arn: `${ARN}:database/${database}/table/${name}`,
  DatabaseName: database,
  TableName: name,
  TableStatus: 'ACTIVE',
  CreationTime: createdAt / 1000,
  LastUpdatedTime: createdAt / 1000,
  ...settings,
});
