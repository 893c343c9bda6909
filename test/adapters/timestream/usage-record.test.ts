import type { _Record } from '@aws-sdk/client-timestream-write';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES, recordBytes } from '../../../lib/adapters/timestream/record-bytes.ts';
import { MAX_PIECES, usageRecords } from '../../../lib/adapters/timestream/usage-record.ts';
import { MAX_DIMENSION_BYTES } from '../../../lib/core/event-dimensions.ts';
import type { UsageEvent } from '../../../lib/core/usage-event.ts';
import { anyText } from '../../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry } from '../../fixtures/usage.ts';
import { anyValue } from './any-value.ts';

const measures = (record: _Record | undefined): Record<string, string | undefined> =>
  Object.fromEntries((record?.MeasureValues ?? []).map(({ Name, Value }) => [Name, Value]));
const names = (records: readonly _Record[]): (string | undefined)[] =>
  records.map((each) => each.MeasureName);

/** The event that takes most room: four bytes for each code unit, and as many dimensions as fit. */
const largest: Partial<UsageEvent> = {
  id: '\uff01'.repeat(256),
  customerId: '\uff02'.repeat(256),
  meterId: 'm'.repeat(64),
  value: '\uff03'.repeat(512),
  dimensions: new Map(manyNames().map((name) => [name, ''])),
};

function manyNames(): string[] {
  const characters = Array.from({ length: 34 }, (_, i) => String.fromCharCode(i));
  const pairs = characters.flatMap((a) => characters.map((b) => a + b));
  const names = [...characters, ...pairs];
  let bytes = 0;
  return names.filter((name) => {
    bytes += name.length;
    return bytes <= MAX_DIMENSION_BYTES;
  });
}

describe('usageRecords', () => {
  it('writes an event as one record of many measures', () => {
    const [record, ...others] = usageRecords(anEntry({ value: '12.5' }, { receivedAt: NEW_YEAR + 5 }));
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      MeasureName: 'usage',
      MeasureValueType: 'MULTI',
      Time: String(NEW_YEAR),
      TimeUnit: 'MILLISECONDS',
      Version: 1,
      Dimensions: [
        { Name: 'meter_id', Value: 'api_calls' },
        { Name: 'customer_id', Value: 't-1' },
        { Name: 'event', Value: expect.stringMatching(/^[\w-]{43}$/) },
      ],
    });
    expect(measures(record)).toEqual({
      id: 'evt-1',
      k: 'nP501125',
      dims: '!;region!=eu-west-1!;',
      base: '-1',
      v0: '500000000',
      v1: '12',
      v2: '0',
      v3: '0',
      v4: '0',
      v5: '0',
      received_at: String(NEW_YEAR + 5),
      canceled: 'false',
      canceled_at: '-1',
    });
  });

  it('writes a cancelled event under the same identity with a higher version', () => {
    const [plain] = usageRecords(anEntry());
    const [cancelled] = usageRecords(anEntry({}, { cancelledAt: NEW_YEAR + 9 }));
    expect(cancelled).toMatchObject({ Version: 2, Dimensions: plain?.Dimensions, Time: plain?.Time });
    expect(measures(cancelled)).toEqual({
      ...measures(plain),
      canceled: 'true',
      canceled_at: String(NEW_YEAR + 9),
    });
  });

  it('gives each identity a record of its own, whatever its texts are made of', () => {
    const identity = (parts: Partial<UsageEvent>): unknown => usageRecords(anEntry(parts))[0]?.Dimensions;
    expect(identity({ customerId: 'a-b', id: 'c' })).not.toEqual(identity({ customerId: 'a', id: 'b-c' }));
    expect(identity({ customerId: 'a', id: 'b","c' })).not.toEqual(
      identity({ customerId: 'a","b', id: 'c' }),
    );
    expect(identity({ id: 'evt-1 ' })).not.toEqual(identity({ id: 'evt-1' }));
  });

  it('writes every column of an event without value or dimensions', () => {
    const [record] = usageRecords(anEntry({ value: undefined, dimensions: {} }));
    expect(measures(record)).toMatchObject({ k: '-', dims: '!;', v0: '0', base: '-1' });
    expect(Object.values(measures(record)).every((value) => value !== undefined && value !== '')).toBe(true);
  });

  it('writes the largest event as a head and pieces that say the whole', () => {
    const [head, ...pieces] = usageRecords(anEntry(largest));
    expect(head?.MeasureName).toBe('wide.0');
    expect(measures(head)).toMatchObject({ dims: String(pieces.length), id: '-', k: '-' });
    expect(names(pieces)).toEqual(pieces.map((_, i) => `wide.${i + 1}`));
    const text = pieces.map((piece) => measures(piece)['dims']).join('');
    expect(text).toBe(
      `t${'\u{10ff03}'.repeat(512)}!&${'\u{10ff01}'.repeat(256)}!&${text.slice(text.indexOf('!;'))}`,
    );
    expect(text.split('!;')).toHaveLength(manyNames().length + 2);
  });

  it('keeps every record of any legal event within the limit, and decides alike when it is cancelled', async () => {
    const dimensions = fc.dictionary(anyText(200), anyText(200), { maxKeys: 4 });
    await fc.assert(
      fc.property(
        anyText(256),
        anyText(256),
        fc.oneof(anyValue, anyText(512)),
        dimensions,
        (id, customerId, value, all) => {
          const parts = { id, customerId, value, dimensions: all };
          const records = usageRecords(anEntry(parts));
          expect(records.every((record) => recordBytes(record) <= MAX_RECORD_BYTES)).toBe(true);
          expect(records.length).toBeLessThanOrEqual(MAX_PIECES + 1);
          expect(names(usageRecords(anEntry(parts, { cancelledAt: NEW_YEAR * 2 })))).toEqual(names(records));
        },
      ),
    );
    expect(usageRecords(anEntry(largest)).every((record) => recordBytes(record) <= MAX_RECORD_BYTES)).toBe(
      true,
    );
  });

  it('fills a record to its last byte', () => {
    const bytesLeft =
      MAX_RECORD_BYTES - recordBytes(usageRecords(anEntry({ dimensions: { d: '' } }))[0] ?? {});
    const first = (size: number, cancelledAt?: number): string | undefined => {
      const kept = cancelledAt === undefined ? {} : { cancelledAt };
      return names(usageRecords(anEntry({ dimensions: { d: 'x'.repeat(size) } }, kept)))[0];
    };
    expect([first(bytesLeft), first(bytesLeft + 1)]).toEqual(['usage', 'wide.0']);
    expect([first(bytesLeft, NEW_YEAR), first(bytesLeft + 1, NEW_YEAR)]).toEqual(['usage', 'wide.0']);
  });

  it('refuses what no event may hold', () => {
    const dimensions = { d: 'x'.repeat(40_000) };
    expect(() => usageRecords(anEntry({ dimensions }))).toThrow(/"evt-1" is larger/);
  });
});
