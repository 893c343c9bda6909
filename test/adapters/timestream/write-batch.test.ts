import { describe, expect, it } from 'vitest';
import { usageRecords } from '../../../lib/adapters/timestream/usage-record.ts';
import { batchesOf, type IndexedRecord, writeRequest } from '../../../lib/adapters/timestream/write-batch.ts';
import type { LedgerEntry } from '../../../lib/core/usage-event.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry, manyEntries } from '../../fixtures/usage.ts';

const table = { database: 'meterhouse', table: 'usage' };
const indexed = (entries: readonly LedgerEntry[]): IndexedRecord[] =>
  entries.flatMap((entry, index) => usageRecords(entry).map((record) => ({ index, record })));

describe('batchesOf', () => {
  it('puts at most 100 records into a request and leaves none out', () => {
    const batches = batchesOf(indexed(manyEntries(250)));
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(new Set(batches.flat().map(({ index }) => index)).size).toBe(250);
  });

  it('puts one meter and one customer next to each other', () => {
    const entries = manyEntries(200).map(({ event }, i) =>
      anEntry({ ...event, meterId: `m-${i % 2}`, customerId: `t-${i % 4}` }),
    );
    const meters = batchesOf(indexed(entries)).map((batch) => new Set(batch.map(({ index }) => index % 2)));
    expect(meters).toEqual([new Set([0]), new Set([1])]);
  });
});

describe('writeRequest', () => {
  it('says once what all records say alike', () => {
    const request = writeRequest(table, indexed(manyEntries(2)));
    expect(request).toMatchObject({ DatabaseName: 'meterhouse', TableName: 'usage' });
    expect(request.CommonAttributes).toEqual({
      Dimensions: [
        { Name: 'meter_id', Value: 'api_calls' },
        { Name: 'customer_id', Value: 't-1' },
      ],
      MeasureName: 'usage',
      MeasureValueType: 'MULTI',
      TimeUnit: 'MILLISECONDS',
      Version: 1,
    });
    expect(request.Records?.map((record) => Object.keys(record))).toEqual([
      ['Time', 'Dimensions', 'MeasureValues'],
      ['Time', 'Dimensions', 'MeasureValues'],
    ]);
    expect(request.Records?.[0]?.Dimensions?.map(({ Name }) => Name)).toEqual(['event']);
  });

  it('says with each record what differs', () => {
    const entries = [
      anEntry(),
      anEntry({ customerId: 't-2', time: NEW_YEAR + 1 }, { cancelledAt: NEW_YEAR }),
    ];
    const request = writeRequest(table, indexed(entries));
    expect(request.CommonAttributes?.Version).toBeUndefined();
    expect(request.Records?.map(({ Version }) => Version)).toEqual([1, 2]);
    expect(request.Records?.[1]?.Dimensions?.map(({ Value }) => Value)).toContain('t-2');
  });

  it('says all of it in common where there is one record', () => {
    const request = writeRequest(table, indexed([anEntry()]));
    expect(request.Records?.map((record) => Object.keys(record))).toEqual([['MeasureValues']]);
  });
});
