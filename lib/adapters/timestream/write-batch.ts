import type { _Record, Dimension, WriteRecordsRequest } from '@aws-sdk/client-timestream-write';
import { chunksOf } from '../aws/in-flight.ts';
import type { TableName } from './table-name.ts';

/** What one request of the service takes. */
export const RECORDS_A_CALL = 100;

/** A record, and the place in the port's call of the entry that it belongs to. */
export interface IndexedRecord {
  readonly index: number;
  readonly record: _Record;
}

/** Divides records into requests; neighbours share a meter and a customer, which a request then names and is billed for once. */
export function batchesOf(records: readonly IndexedRecord[]): IndexedRecord[][] {
  const sorted = records
    .map((each) => ({ series: seriesOf(each), each }))
    .sort((a, b) => (a.series < b.series ? -1 : a.series > b.series ? 1 : 0))
    .map(({ each }) => each);
  return chunksOf(sorted, RECORDS_A_CALL);
}

/** One request; what all of its records say alike is said once. */
export function writeRequest(
  { database, table }: TableName,
  batch: readonly IndexedRecord[],
): WriteRecordsRequest {
  const records = batch.map(({ record }) => record);
  const common = commonOf(records);
  return {
    DatabaseName: database,
    TableName: table,
    CommonAttributes: common,
    Records: records.map((record) => without(common, record)),
  };
}

const FIELDS = ['MeasureName', 'MeasureValueType', 'Time', 'TimeUnit', 'Version'] as const;

function commonOf(records: readonly _Record[]): _Record {
  const [first = {}, ...others] = records;
  const fields = FIELDS.filter((field) => others.every((other) => other[field] === first[field]));
  const dimensions = (first.Dimensions ?? []).filter((dimension) =>
    others.every((other) => has(other, dimension)),
  );
  return {
    ...Object.fromEntries(fields.map((field) => [field, first[field]])),
    ...(dimensions.length > 0 ? { Dimensions: dimensions } : {}),
  };
}

/** The service refuses a dimension that both a record and the common attributes name. */
function without(common: _Record, record: _Record): _Record {
  const fields = FIELDS.filter((field) => common[field] === undefined);
  const dimensions = (record.Dimensions ?? []).filter((dimension) => !has(common, dimension));
  return {
    ...Object.fromEntries(fields.map((field) => [field, record[field]])),
    ...(dimensions.length > 0 ? { Dimensions: dimensions } : {}),
    ...(record.MeasureValues ? { MeasureValues: record.MeasureValues } : {}),
  };
}

const has = (record: _Record, { Name, Value }: Dimension): boolean =>
  (record.Dimensions ?? []).some((other) => other.Name === Name && other.Value === Value);

/** Meter and customer, as their dimensions say; the sort leaves the rest in the order it came. */
const seriesOf = ({ record }: IndexedRecord): string =>
  JSON.stringify(record.Dimensions?.filter(({ Name }) => Name !== 'event'));
