import { dimensionsOf } from '../../core/event-dimensions.ts';
import type { EventKey, LedgerEntry } from '../../core/usage-event.ts';
import {
  type Item,
  ifPresent,
  itemOf,
  numberIn,
  numberValue,
  optionalNumberIn,
  textIn,
  textValue,
} from './item.ts';
import { isKey, keyItem } from './key.ts';

/** A meter id never holds this, hence the first one in a partition key ends the meter id. */
const SEPARATOR = '#';

export const partitionOf = ({ meterId, customerId }: EventKey): string =>
  `${meterId}${SEPARATOR}${customerId}`;

/** The key of an event, or `undefined` for one that the table cannot hold. */
export function ledgerKey(key: EventKey): Item | undefined {
  const partition = partitionOf(key);
  return isKey(partition, key.id) ? keyItem(partition, key.id) : undefined;
}

/**
 * An entry as an item. Names are short because storage and write units are counted by the KB, names included:
 * `t` time, `v` value, `d` dimensions, `r` receivedAt, `c` cancelledAt, `w` the mark of the call that wrote it.
 * The value is a text, which keeps every digit; the dimensions are a JSON text, which has no reserved names.
 */
export const toLedgerItem = ({ event, receivedAt, cancelledAt }: LedgerEntry, mark: string): Item => ({
  ...keyItem(partitionOf(event), event.id),
  ...itemOf({
    t: numberValue(event.time),
    v: ifPresent(event.value, textValue),
    d:
      event.dimensions.size === 0
        ? undefined
        : textValue(JSON.stringify(Object.fromEntries(event.dimensions))),
    r: numberValue(receivedAt),
    c: ifPresent(cancelledAt, numberValue),
    w: textValue(mark),
  }),
});

export function fromLedgerItem(item: Item): LedgerEntry {
  const partition = textIn(item, 'pk');
  const at = partition.indexOf(SEPARATOR);
  const dimensions = JSON.parse(item['d']?.S ?? '{}') as Record<string, string>;
  const cancelledAt = optionalNumberIn(item, 'c');
  return {
    event: {
      id: textIn(item, 'sk'),
      meterId: partition.slice(0, at),
      customerId: partition.slice(at + SEPARATOR.length),
      time: numberIn(item, 't'),
      value: item['v']?.S,
      dimensions: dimensionsOf(Object.entries(dimensions)),
    },
    receivedAt: numberIn(item, 'r'),
    ...(cancelledAt === undefined ? {} : { cancelledAt }),
  };
}
