import type { _Record } from '@aws-sdk/client-timestream-write';

/** What the service takes for one record, every name and value counted. */
export const MAX_RECORD_BYTES = 2048;

/** A number at its longest, so that a record's size is a matter of its texts alone. */
const NUMBER_BYTES = 20;

/** The size of a record, on the safe side: no service says how it counts. */
export function recordBytes({ MeasureName, Dimensions = [], MeasureValues = [] }: _Record): number {
  let bytes = 'measure_name'.length + byteLength(MeasureName) + 'time'.length + NUMBER_BYTES;
  for (const { Name, Value } of Dimensions) bytes += byteLength(Name) + byteLength(Value);
  for (const { Name, Value, Type } of MeasureValues) {
    bytes += byteLength(Name) + (Type === 'VARCHAR' ? byteLength(Value) : NUMBER_BYTES);
  }
  return bytes;
}

const byteLength = (text = ''): number => Buffer.byteLength(text);
