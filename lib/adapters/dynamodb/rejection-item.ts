import { createHash, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Instant } from '../../core/instant.ts';
import type { RejectionList } from '../../core/ports/index.ts';
import type { Rejection } from '../../core/rejection.ts';
import { bytesIn, type Item, ifPresent, itemOf, numberIn, numberValue, textIn, textValue } from './item.ts';

/** How the index `newest` spreads its writes. */
export const SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;
/** The sort key of the item that makes a rejection exist; all others only carry bytes for it. */
export const HEAD = numberValue(0);

/** Up to this many bytes travel in the head, and so through the index that lists heads. */
const INLINE_BYTES = 8 * 1024;
/** DynamoDB takes 400 KB an item, names and keys included. */
const PART_BYTES = 380_000;
/** Numbers of one generation's parts lie below the next generation's. */
const PARTS_A_GENERATION = 1000;
const LAST_GENERATION = 2 ** 40;
/** An attribute to filter by is an id, and ids are no longer; what is longer came from a malformed event. */
const MAX_FILTER_TEXT = 256;

/** Which part items belong to a head: those of the very call that wrote it, so that two writers never mix. */
export interface Parts {
  readonly id: string;
  readonly generation: number;
  readonly count: number;
}

/** A rejection as items: the head, and the parts that must be there before it. */
export interface RejectionItems {
  readonly head: Item;
  readonly parts: readonly Item[];
}

/** @param expires when it is no longer kept, in epoch seconds as DynamoDB's TTL counts */
export async function toItems(rejection: Rejection, expires: number): Promise<RejectionItems> {
  const { id, receivedAt } = rejection;
  const bytes = await promisify(gzip)(JSON.stringify(rejection));
  const generation = randomInt(1, LAST_GENERATION);
  const inline = bytes.length <= INLINE_BYTES;
  const count = inline ? 0 : Math.ceil(bytes.length / PART_BYTES);
  const kept = { pk: textValue(id), expires: numberValue(expires) };
  const head = itemOf({
    ...kept,
    sk: HEAD,
    shard: textValue(shardOf(id)),
    at: textValue(placeOf(receivedAt, id)),
    generation: numberValue(generation),
    parts: numberValue(count),
    bytes: inline ? { B: bytes } : undefined,
    ...filterValues(rejection),
  });
  const parts = Array.from({ length: count }, (_, i) => ({
    ...kept,
    sk: numberValue(partNumber(generation, i)),
    bytes: { B: bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES) },
  }));
  return { head, parts };
}

/** The bytes as they came out of the head, or out of its parts in order. */
export const fromBytes = async (bytes: Uint8Array): Promise<Rejection> =>
  JSON.parse((await promisify(gunzip)(bytes)).toString()) as Rejection;

/** The bytes of a head that has no parts. */
export const inlineBytes = (head: Item): Uint8Array => bytesIn(head, 'bytes');

export const partsOf = (head: Item): Parts => ({
  id: textIn(head, 'pk'),
  generation: numberIn(head, 'generation'),
  count: numberIn(head, 'parts'),
});

/** The sort keys of the parts, which is also their order. */
export const partNumbers = ({ generation, count }: Parts): number[] =>
  Array.from({ length: count }, (_, i) => partNumber(generation, i));

const partNumber = (generation: number, i: number): number => generation * PARTS_A_GENERATION + i;

/** Its place in the order of the listing, compared as UTF-8 bytes. 16 digits hold every instant. */
const placeOf = (receivedAt: Instant, id: string): string => `${String(receivedAt).padStart(16, '0')}#${id}`;

const shardOf = (id: string): string =>
  SHARDS[(createHash('sha256').update(id).digest()[0] as number) % SHARDS.length] as string;

export type RejectionFilter = Pick<RejectionList, 'meterId' | 'customerId' | 'code'>;

/** What a head holds of these texts, and hence what to look for in it. */
export const filterValues = ({ meterId, customerId, code }: RejectionFilter): Item =>
  itemOf({
    meterId: ifPresent(meterId, filterValue),
    customerId: ifPresent(customerId, filterValue),
    code: ifPresent(code, filterValue),
  });

const filterValue = (text: string) =>
  textValue(text.length <= MAX_FILTER_TEXT ? text : createHash('sha512').update(text).digest('hex'));
