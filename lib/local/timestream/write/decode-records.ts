import { MEASURE_TYPES, type MeasureType } from '../catalog/table-schema.ts';
import { invalid } from '../fault.ts';
import {
  type Fields,
  optionalChoice,
  optionalList,
  optionalStructure,
  optionalText,
  optionalWhole,
  type Place,
  present,
  structure,
  text,
} from '../fields.ts';
import { checkColumnName } from './column-name.ts';
import { readInstant, readMeasureValue, TIME_UNITS, type TimeUnit } from './measure-value.ts';
import { type MeasuredValue, newPoint, type Point } from './point.ts';

export const MAX_RECORDS = 100;
const DIMENSIONS = { min: 0, max: 128 };
const MEASURES = { min: 0, max: 256 };
const DIMENSION_NAME = { min: 1, max: 60 };
const MEASURE_NAME = { min: 1, max: 256 };
const VALUE = { min: 1, max: 2048 };
/** Too large a series is for the record to answer for, not for the request. */
const DIMENSION_VALUE = { min: 1, max: 1_048_576 };
/** Beyond it a JSON number is not exact in JavaScript; the service goes on to 2^63 - 1. */
const VERSION = { min: 1, max: Number.MAX_SAFE_INTEGER };
const VALUE_TYPES = [...MEASURE_TYPES, 'MULTI'] as const;

/** The records of a WriteRecords request. One malformed record refuses the request, as the service does. */
export function decodeRecords(request: Fields): readonly Point[] {
  const records = present(optionalList(request, 'Records', '', { min: 1, max: MAX_RECORDS }), 'Records', '');
  const given = optionalStructure(request, 'CommonAttributes', '');
  const common = given ? decodeAttributes(given, 'CommonAttributes') : noAttributes;
  return records.map((record, index) => {
    const place = `Records[${index}]`;
    return toPoint(common, decodeAttributes(structure(record, place), place));
  });
}

interface Attributes {
  readonly dimensions: readonly (readonly [string, string])[];
  readonly measureName?: string | undefined;
  readonly value?: string | undefined;
  readonly values: readonly { readonly name: string; readonly type: MeasureType; readonly text: string }[];
  readonly type?: (typeof VALUE_TYPES)[number] | undefined;
  readonly time?: string | undefined;
  readonly unit?: TimeUnit | undefined;
  readonly version?: number | undefined;
}

const noAttributes: Attributes = { dimensions: [], values: [] };

function decodeAttributes(given: Fields, place: Place): Attributes {
  const dimensions = optionalList(given, 'Dimensions', place, DIMENSIONS) ?? [];
  const values = optionalList(given, 'MeasureValues', place, MEASURES) ?? [];
  return {
    dimensions: dimensions.map((item, index) => decodeDimension(item, `${place}.Dimensions[${index}]`)),
    measureName: optionalText(given, 'MeasureName', place, MEASURE_NAME),
    value: optionalText(given, 'MeasureValue', place, VALUE),
    values: values.map((item, index) => decodeMeasure(item, `${place}.MeasureValues[${index}]`)),
    type: optionalChoice(given, 'MeasureValueType', place, VALUE_TYPES),
    time: optionalText(given, 'Time', place, { min: 1, max: 256 }),
    unit: optionalChoice(given, 'TimeUnit', place, TIME_UNITS),
    version: optionalWhole(given, 'Version', place, VERSION),
  };
}

function decodeDimension(item: unknown, place: Place): readonly [string, string] {
  const given = structure(item, place);
  optionalChoice(given, 'DimensionValueType', place, ['VARCHAR']);
  const name = text(given, 'Name', place, DIMENSION_NAME);
  checkColumnName(name);
  return [name, text(given, 'Value', place, DIMENSION_VALUE)];
}

function decodeMeasure(item: unknown, place: Place): Attributes['values'][number] {
  const given = structure(item, place);
  const name = text(given, 'Name', place, MEASURE_NAME);
  checkColumnName(name);
  const type = present(optionalChoice(given, 'Type', place, MEASURE_TYPES), 'Type', place);
  return { name, type, text: text(given, 'Value', place, VALUE) };
}

function toPoint(common: Attributes, own: Attributes): Point {
  const dimensions = [...common.dimensions, ...own.dimensions];
  if (dimensions.length === 0) throw invalid('At least one dimension is required for a record.');
  if (dimensions.length > DIMENSIONS.max)
    throw invalid(`A record has at most ${DIMENSIONS.max} dimensions, common ones included.`);
  refuseRepeats(
    dimensions.map(([name]) => name),
    'dimension',
  );
  const measureName = own.measureName ?? common.measureName;
  if (measureName === undefined) throw invalid('Measure name is required for a record.');
  const unit = own.unit ?? common.unit ?? 'MILLISECONDS';
  const time = readInstant(own.time ?? common.time ?? '', unit);
  if (time === undefined) throw invalid('Invalid time for record.');
  return newPoint({
    dimensions,
    measureName,
    time,
    version: BigInt(own.version ?? common.version ?? 1),
    values: toValues(common, own, unit, new Set(dimensions.map(([name]) => name.toLowerCase()))),
  });
}

function toValues(
  common: Attributes,
  own: Attributes,
  unit: TimeUnit,
  dimensions: ReadonlySet<string>,
): readonly MeasuredValue[] {
  const type = own.type ?? common.type ?? 'DOUBLE';
  const value = own.value ?? common.value;
  const values = [...common.values, ...own.values];
  if (type !== 'MULTI') {
    if (values.length > 0) throw invalid('MeasureValues are only allowed for the measure value type MULTI.');
    if (value === undefined) throw invalid('Measure value is required for a record.');
    if (type === 'TIMESTAMP') throw invalid('TIMESTAMP is an invalid measure value type.');
    return [readMeasureValue(`measure_value::${type.toLowerCase()}`, type, value, unit)];
  }
  if (value !== undefined) throw invalid('MeasureValue is not allowed for the measure value type MULTI.');
  if (values.length === 0 || values.length > MEASURES.max)
    throw invalid(`A record of the measure value type MULTI has 1 to ${MEASURES.max} MeasureValues.`);
  refuseRepeats(
    values.map(({ name }) => name),
    'measure',
  );
  const shared = values.find(({ name }) => dimensions.has(name.toLowerCase()));
  if (shared) throw invalid(`The name ${shared.name} is used for a dimension and for a measure.`);
  return values.map((measure) => readMeasureValue(measure.name, measure.type, measure.text, unit));
}

function refuseRepeats(names: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw invalid(`The ${what} ${name} is given twice in one record.`);
    seen.add(key);
  }
}
