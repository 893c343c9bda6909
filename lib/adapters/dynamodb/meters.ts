import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AGGREGATIONS, type Aggregation, type Meter } from '../../core/meter.ts';
import { MeteringError } from '../../core/metering-error.ts';
import type { MeterRepository } from '../../core/ports/index.ts';
import {
  type Item,
  ifPresent,
  itemOf,
  numberIn,
  numberValue,
  optionalNumberIn,
  textIn,
  textsIn,
  textsValue,
  textValue,
} from './item.ts';
import { shelf } from './shelf.ts';

/** Meters in a table of their own. A deleted meter stays as an item, so that its id is never given out again. */
export function dynamoDbMeters(client: DynamoDBClient, table: string): MeterRepository {
  const meters = shelf(client, table, 'meter');
  return {
    async add(meter) {
      const found = await meters.put(meter.id, toItem(meter), 0);
      if (found !== undefined) throw new MeteringError('meter.exists', { meterId: meter.id });
    },
    async find(id) {
      const item = await meters.get(id);
      return item && fromItem(item);
    },
    async findAll(ids) {
      const found = (await meters.getAll(ids)).map(fromItem);
      return new Map(found.map((meter) => [meter.id, meter]));
    },
    async replace(meter, expected) {
      const found = await meters.put(meter.id, toItem(meter), expected);
      if (found !== undefined)
        throw new MeteringError('meter.changed', { meterId: meter.id, expected, found });
    },
    async list(request) {
      const { items, more } = await meters.list({ ...request, only: 'attribute_not_exists(deletedAt)' });
      const page = items.map(fromItem);
      const last = page.at(-1);
      return { items: page, ...(more && last ? { next: last.id } : {}) };
    },
  };
}

const toItem = (meter: Meter): Item =>
  itemOf({
    name: textValue(meter.name),
    description: textValue(meter.description),
    aggregation: textValue(meter.aggregation),
    unit: textValue(meter.unit),
    dimensions: textsValue(meter.dimensions),
    createdAt: numberValue(meter.createdAt),
    updatedAt: numberValue(meter.updatedAt),
    version: numberValue(meter.version),
    deletedAt: ifPresent(meter.deletedAt, numberValue),
  });

function fromItem(item: Item): Meter {
  const deletedAt = optionalNumberIn(item, 'deletedAt');
  return {
    id: textIn(item, 'sk'),
    name: textIn(item, 'name'),
    description: textIn(item, 'description'),
    aggregation: aggregationIn(item),
    unit: textIn(item, 'unit'),
    dimensions: textsIn(item, 'dimensions'),
    createdAt: numberIn(item, 'createdAt'),
    updatedAt: numberIn(item, 'updatedAt'),
    version: numberIn(item, 'version'),
    ...(deletedAt === undefined ? {} : { deletedAt }),
  };
}

function aggregationIn(item: Item): Aggregation {
  const text = textIn(item, 'aggregation');
  const aggregation = AGGREGATIONS.find((known) => known === text);
  // Counting by another aggregation than was declared would be wrong in silence.
  if (!aggregation) throw new Error(`meter "${item['sk']?.S}" has the unknown aggregation "${text}"`);
  return aggregation;
}
