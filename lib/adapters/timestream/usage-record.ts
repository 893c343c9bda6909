import { createHash } from 'node:crypto';
import type { _Record, MeasureValue } from '@aws-sdk/client-timestream-write';
import { keyText, type LedgerEntry, type UsageEvent } from '../../core/usage-event.ts';
import { dimensionText } from './dimension-text.ts';
import { escaped } from './escaped.ts';
import { limbsOf, noLimbs } from './limbs.ts';
import { MAX_RECORD_BYTES, recordBytes } from './record-bytes.ts';
import { isPlainDecimal } from './sortable-decimal.ts';
import { valueKey } from './value-key.ts';

/** Enough for the longest event that the core lets in, beside the longest customer id. */
export const MAX_PIECES = 16;
export const NARROW = 'usage';
export const HEAD = 'wide.0';
export const pieceName = (piece: number): string => `wide.${piece}`;
/** Ends the value and the id in front of the dimensions of a wide event. */
export const FIELD = '!&';
export const NOT_CANCELLED = -1;

/** The later state of an event has the higher version, whatever order the states arrive in. */
const RECORDED = 1;
const CANCELLED = 2;

/**
 * The records of an entry: one of measure name `usage`, or, where that would be too large, a head and the pieces of
 * its texts. Which of the two must never change for an event, or it would count twice: neither by a cancel, nor by a
 * later version of this code.
 */
export function usageRecords(entry: LedgerEntry): _Record[] {
  const { event } = entry;
  const texts = {
    id: escaped(event.id),
    k: valueKey(event.value),
    dims: dimensionText(event.dimensions),
  };
  const narrow = recordOf(event, NARROW, entry.cancelledAt, stateOf(entry, texts));
  if (recordBytes(narrow) <= MAX_RECORD_BYTES) return [narrow];
  const room = MAX_RECORD_BYTES - recordBytes(pieceOf(event, MAX_PIECES, ''));
  const pieces = piecesOf(texts.k + FIELD + texts.id + FIELD + texts.dims, room);
  if (pieces.length > MAX_PIECES) {
    throw new RangeError(`the event ${JSON.stringify(event.id)} is larger than the usage series can keep`);
  }
  // A column that no record ever wrote does not exist: the head fills those that the pieces fill, with what is short.
  const head = stateOf(entry, { id: '-', k: '-', dims: String(pieces.length) });
  return [
    recordOf(event, HEAD, entry.cancelledAt, head),
    ...pieces.map((piece, i) => pieceOf(event, i + 1, piece)),
  ];
}

interface Texts {
  readonly id: string;
  readonly k: string;
  readonly dims: string;
}

/** Every column that queries read. */
function stateOf({ event, receivedAt, cancelledAt }: LedgerEntry, texts: Texts): MeasureValue[] {
  const { base, limbs } =
    event.value !== undefined && isPlainDecimal(event.value) ? limbsOf(event.value) : noLimbs;
  return [
    varchar('id', texts.id),
    varchar('k', texts.k),
    varchar('dims', texts.dims),
    bigint('base', base),
    ...limbs.map((limb, i) => bigint(`v${i}`, limb)),
    bigint('received_at', receivedAt),
    { Name: 'canceled', Value: String(cancelledAt !== undefined), Type: 'BOOLEAN' },
    bigint('canceled_at', cancelledAt ?? NOT_CANCELLED),
  ];
}

/** Pieces say nothing that a cancel changes: they keep their first version. */
const pieceOf = (event: UsageEvent, piece: number, text: string): _Record =>
  recordOf(event, pieceName(piece), undefined, [varchar('dims', text)]);

function recordOf(
  event: UsageEvent,
  measureName: string,
  cancelledAt: number | undefined,
  values: MeasureValue[],
): _Record {
  return {
    Dimensions: [
      { Name: 'meter_id', Value: event.meterId },
      { Name: 'customer_id', Value: escaped(event.customerId) },
      { Name: 'event', Value: createHash('sha256').update(keyText(event)).digest('base64url') },
    ],
    MeasureName: measureName,
    MeasureValueType: 'MULTI',
    MeasureValues: values,
    Time: String(event.time),
    TimeUnit: 'MILLISECONDS',
    Version: cancelledAt === undefined ? RECORDED : CANCELLED,
  };
}

const varchar = (name: string, text: string): MeasureValue => ({ Name: name, Value: text, Type: 'VARCHAR' });
const bigint = (name: string, number: number | bigint): MeasureValue => ({
  Name: name,
  Value: String(number),
  Type: 'BIGINT',
});

/** Cuts between characters, at most `room` bytes of UTF-8 each. */
function piecesOf(text: string, room: number): string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = Math.min(from + room, bytes.length);
    while (((bytes[to] ?? 0) & 0xc0) === 0x80) to--;
    pieces.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return pieces;
}
