import { describe, expect, it } from 'vitest';
import { fromLedgerItem, ledgerKey, toLedgerItem } from '../../../lib/adapters/dynamodb/ledger-item.ts';
import { newMark } from '../../../lib/adapters/dynamodb/mark.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry, someUsage } from '../../fixtures/usage.ts';

/** As DynamoDB counts: names, texts in UTF-8, and at most 21 bytes a number. */
const sizeOf = (item: ReturnType<typeof toLedgerItem>): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + (value.S === undefined ? 21 : Buffer.byteLength(value.S)),
    0,
  );

describe('an entry of the ledger as an item', () => {
  it('is one write unit for a usual event, with room for a cancel', () => {
    const uuid = '0d3f5a3e-7b1c-4f0a-9a55-0c1f8a1f2b3c';
    const entry = anEntry({
      id: uuid,
      customerId: uuid,
      value: '123456789.123456789',
      dimensions: {
        region: 'eu-west-1',
        plan: 'enterprise',
        endpoint: '/v1/things/{thingId}/parts',
        status: '200',
      },
    });
    expect(sizeOf(toLedgerItem(entry, newMark()))).toBeLessThan(400);
  });

  it('lies under its meter and customer, by its id', () => {
    const key = ledgerKey(someUsage({ meterId: 'm', customerId: 'c#1', id: 'e' }));
    expect(key).toEqual({ pk: { S: 'm#c#1' }, sk: { S: 'e' } });
  });

  it('leaves out what is not there', () => {
    const item = toLedgerItem(anEntry({ value: undefined, dimensions: {} }), 'mark');
    expect(Object.keys(item).sort()).toEqual(['pk', 'r', 'sk', 't', 'w']);
  });

  it('carries when it was cancelled', () => {
    const entry = anEntry({}, { cancelledAt: NEW_YEAR + 5 });
    expect(fromLedgerItem(toLedgerItem(entry, 'mark'))).toEqual(entry);
  });

  it('does not pass off a damaged item as an event', () => {
    const { t: _, ...damaged } = toLedgerItem(anEntry(), 'mark');
    expect(() => fromLedgerItem(damaged)).toThrow('the item api_calls#t-1/evt-1 lacks the attribute "t"');
  });

  it.each([
    ['an empty id', { id: '' }],
    ['an id of more than 1,024 bytes', { id: 'é'.repeat(513) }],
    ['a customer of more than 2,048 bytes', { customerId: 'é'.repeat(1025) }],
  ])('has no key for %s', (_, parts) => {
    expect(ledgerKey(someUsage(parts))).toBeUndefined();
  });
});
