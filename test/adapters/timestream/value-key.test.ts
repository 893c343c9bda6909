import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainDecimal } from '../../../lib/adapters/timestream/sortable-decimal.ts';
import { keyValue, valueKey } from '../../../lib/adapters/timestream/value-key.ts';
import { decimal } from '../../../lib/core/decimal.ts';
import { ODD_TEXTS } from '../../fixtures/odd-texts.ts';
import { anyValue } from './any-value.ts';

const byteOrder = (a: string, b: string): number => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('valueKey', () => {
  it.each([
    ['0', 'n0'],
    ['1', 'nP5001'],
    ['12.5', 'nP501125'],
    ['1000', 'nP5031'],
    ['0.001', 'nP4971'],
    ['-1', 'n-4998:'],
    ['-12.5', 'n-498874:'],
    [undefined, '-'],
    ['u 1', 'tu!W1'],
    ['007', 't007'],
    ['1.0', 't1.0'],
    ['-0', 't-0'],
    ['n0', 'tn0'],
  ])('writes %j as %j', (value, key) => {
    expect(valueKey(value)).toBe(key);
  });

  it('gives numbers, other texts and nothing back', async () => {
    await fc.assert(fc.property(anyValue, (value) => keyValue(valueKey(value)) === value));
    for (const text of [...ODD_TEXTS, undefined]) expect(keyValue(valueKey(text))).toBe(text);
  });

  it('orders numbers by bytes as by value', async () => {
    await fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(byteOrder(valueKey(a), valueKey(b))).toBe(decimal(a).comparedTo(decimal(b)));
      }),
      { numRuns: 2000 },
    );
  });

  it('orders numbers with a first part in common', () => {
    const inOrder = [
      '-100',
      '-12.51',
      '-12.5',
      '-12',
      '-1.2',
      '-0.12',
      '0',
      '0.12',
      '1.2',
      '12',
      '12.5',
      '12.51',
      '100',
    ];
    expect(inOrder.map(valueKey).sort(byteOrder)).toEqual(inOrder.map(valueKey));
  });

  it.each(['1e3', '+1', '.5', '5.', '1.50', '00', '-0', `1${'0'.repeat(101)}`, '1'.repeat(39), '', ' 1'])(
    'does not take %j for a number',
    (text) => {
      expect(isPlainDecimal(text)).toBe(false);
    },
  );
});
