import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { storedTable, storedType, type Table } from '../catalog/table.ts';
import { addedColumns, addedMeasureNames, type Column } from '../catalog/table-schema.ts';
import type { Changes } from './judge-points.ts';
import type { MeasuredValue, Point } from './point.ts';

/** When the changes were made, and whether readers may still need what they replace. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly readDelayMillis: number;
}

/** Writes what was judged, inside the caller's transaction. */
export async function storeChanges(
  connection: DuckDBConnection,
  table: Table,
  changes: Changes,
  moment: Moment,
): Promise<void> {
  await storeSchema(connection, table, changes);
  await retire(connection, table, changes.replaced, moment);
  const columns = [...changes.schema.columns.values()];
  const now = BigInt(moment.now);
  await appendRows(connection, storedTable(table), changes.points.values(), (appender, point) =>
    appendPoint(appender, point, columns, now),
  );
}

async function storeSchema(connection: DuckDBConnection, table: Table, { schema }: Changes): Promise<void> {
  const columns = addedColumns(table.schema, schema);
  const names = addedMeasureNames(table.schema, schema);
  for (const column of columns) {
    await connection.run(
      `ALTER TABLE ${storedTable(table)} ADD COLUMN ${column.stored} ${storedType(column)}`,
    );
  }
  await appendRows(connection, 'ts_columns', columns, (appender, { name, kind, type }, index) => {
    appender.appendInteger(table.id);
    appender.appendInteger(table.schema.columns.size + index);
    for (const text of [name, kind, type]) appender.appendVarchar(text);
  });
  await appendRows(connection, 'ts_measure_names', names, (appender, name) => {
    appender.appendInteger(table.id);
    appender.appendVarchar(name);
  });
}

async function appendRows<T>(
  connection: DuckDBConnection,
  into: string,
  items: Iterable<T>,
  append: (appender: DuckDBAppender, item: T, index: number) => void,
): Promise<void> {
  const all = [...items];
  if (all.length === 0) return;
  const appender = await connection.createAppender(into);
  try {
    for (const [index, item] of all.entries()) {
      append(appender, item, index);
      appender.endRow();
    }
  } catch (error) {
    // An abandoned appender would write what it holds when it is collected, outside any transaction.
    appender.clear();
    throw error;
  }
  appender.closeSync();
}

/** Replaced versions go at once, or, where reads lag behind, when no read can ask for them any more. */
async function retire(
  connection: DuckDBConnection,
  table: Table,
  ids: readonly bigint[],
  { now, readDelayMillis }: Moment,
): Promise<void> {
  if (ids.length === 0) return;
  const stored = storedTable(table);
  if (readDelayMillis === 0) {
    await connection.run(`DELETE FROM ${stored} WHERE row_id IN (${ids.join(',')})`);
    return;
  }
  await connection.run(`DELETE FROM ${stored} WHERE row_until <= ${now - readDelayMillis}`);
  await connection.run(
    `UPDATE ${stored} SET row_until = ${now} WHERE row_id IN (${ids.join(',')}) AND row_until IS NULL`,
  );
}

function appendPoint(appender: DuckDBAppender, point: Point, columns: readonly Column[], now: bigint): void {
  appender.appendHugeInt(point.id);
  appender.appendBigInt(point.version);
  appender.appendBigInt(point.digest);
  appender.appendBigInt(now);
  appender.appendNull();
  appender.appendBigInt(point.time);
  appender.appendVarchar(point.measureName);
  const cells = new Map<string, MeasuredValue['value']>(point.dimensions);
  for (const { column, value } of point.values) cells.set(column, value);
  for (const { name, type } of columns) appendCell(appender, type, cells.get(name));
}

function appendCell(
  appender: DuckDBAppender,
  type: Column['type'],
  value: MeasuredValue['value'] | undefined,
): void {
  if (value === undefined) appender.appendNull();
  else if (typeof value === 'bigint') appender.appendBigInt(value);
  else if (typeof value === 'boolean') appender.appendBoolean(value);
  else if (type === 'DOUBLE') appender.appendDouble(value as number);
  else appender.appendVarchar(value as string);
}
