import { type Item, textIn, textValue } from './item.ts';

const MAX_PARTITION_KEY = 2048;
const MAX_SORT_KEY = 1024;

export const keyItem = (partition: string, sort: string): Item => ({
  pk: textValue(partition),
  sk: textValue(sort),
});

/** One text per key of an item, whatever characters it is made of. */
export const keyTextOf = (item: Item): string => JSON.stringify([textIn(item, 'pk'), textIn(item, 'sk')]);

/**
 * Whether DynamoDB could hold such a key. It refuses a whole batch over one that it could not; what nobody can have
 * written is therefore never asked for.
 */
export const isKey = (partition: string, sort: string): boolean =>
  fits(partition, MAX_PARTITION_KEY) && fits(sort, MAX_SORT_KEY);

const fits = (text: string, bytes: number): boolean =>
  text !== '' && text.length <= bytes && Buffer.byteLength(text) <= bytes;
