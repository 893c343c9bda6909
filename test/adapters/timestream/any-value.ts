import * as fc from 'fast-check';
import { decimal, plain } from '../../../lib/core/decimal.ts';

/** The plain notation of any number that an event may carry: 38 digits, exponents within ±100. */
export const anyValue: fc.Arbitrary<string> = fc
  .tuple(
    fc.boolean(),
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 38 }),
    fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) }, fc.integer({ min: -100, max: 100 })),
  )
  .map(([negative, digits, exponent]) => {
    const first = digits.replace(/^0+/, '') || '0';
    return plain(decimal(`${negative ? '-' : ''}${first.charAt(0)}.${first.slice(1)}0e${exponent}`));
  });
