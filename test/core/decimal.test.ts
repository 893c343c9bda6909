import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, average, decimal, Numeral, plain, readDecimal, zero } from '../../lib/core/decimal.ts';
import { always } from '../fixtures/always.ts';

const nines = (count: number): string => '9'.repeat(count);
const zeros = (count: number): string => '0'.repeat(count);

/** digits × 10^exponent in plain notation, by nothing but text. */
function plainText(digits: bigint, exponent: number): string {
  if (digits === 0n) return '0';
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  if (exponent >= 0) return `${sign}${text}${zeros(exponent)}`;
  const padded = text.padStart(1 - exponent, '0');
  const fraction = padded.slice(exponent).replace(/0+$/, '');
  const whole = padded.slice(0, exponent);
  return `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Any number that is in bounds, as digits and exponent: at most 38 digits, adjusted exponent within ±100. */
const inBounds = fc
  .record({
    digits: fc.oneof(
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
      fc.bigInt({ min: -99n, max: 99n }),
    ),
    adjusted: fc.integer({ min: -100, max: 100 }),
  })
  .map(({ digits, adjusted }) => {
    const length = String(digits).replace('-', '').length;
    return { digits, exponent: adjusted - length + 1 };
  });

describe('reading a decimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['0e999999999', '0'],
    ['12.5', '12.5'],
    ['12.500', '12.5'],
    ['-12.50', '-12.5'],
    ['007', '7'],
    ['-007.10', '-7.1'],
    ['100', '100'],
    ['1e2', '100'],
    ['1E+2', '100'],
    ['1.5e-3', '0.0015'],
    ['-1.5E3', '-1500'],
    ['9007199254740993', '9007199254740993'],
    ['0.1', '0.1'],
    [nines(38), nines(38)],
    [`${zeros(50)}${nines(38)}`, nines(38)],
    [`${nines(38)}${zeros(63)}`, `${nines(38)}${zeros(63)}`],
    [`0.${zeros(99)}1`, `0.${zeros(99)}1`],
    ['1e100', `1${zeros(100)}`],
    ['1e-100', `0.${zeros(99)}1`],
    ['9.9e100', `99${zeros(99)}`],
    ['0.001e103', `1${zeros(100)}`],
    ['1000e-103', `0.${zeros(99)}1`],
  ])('takes %s for %s', (sent, text) => {
    expect(readDecimal(sent)).toEqual({ text });
    expect(readDecimal(new Numeral(sent))).toEqual({ text });
  });

  it.each([
    '+5',
    '.5',
    '5.',
    '-.5',
    '-',
    '',
    ' ',
    ' 5',
    '5 ',
    '5\n',
    '1 000',
    '1,5',
    '1_000',
    '1e',
    '1e5.5',
    'e5',
    '--5',
    '0x10',
    '1n',
    '٣',
    '５',
    'NaN',
    'Infinity',
    '-Infinity',
    'five',
  ])('refuses %j, which is no decimal', (sent) => {
    expect(readDecimal(sent)).toEqual({ refused: expect.stringContaining('not a decimal number') });
  });

  it.each([
    [nines(39), '38 significant digits'],
    [`0.${nines(39)}`, '38 significant digits'],
    [`1${zeros(37)}1`, '38 significant digits'],
    ['1e101', 'exponent'],
    ['1e-101', 'exponent'],
    ['10e100', 'exponent'],
    ['0.1e-100', 'exponent'],
    [`1${zeros(101)}`, 'exponent'],
    [`0.${zeros(100)}1`, 'exponent'],
    [`1e${nines(400)}`, 'exponent'],
    [`1e-${nines(400)}`, 'exponent'],
    [`1${zeros(512)}`, '512 characters'],
    [`0.${zeros(600)}`, '512 characters'],
  ])('refuses %s, which is out of bounds', (sent, why) => {
    expect(readDecimal(sent)).toEqual({ refused: expect.stringContaining(why) });
    expect(readDecimal(new Numeral(sent))).toEqual({ refused: expect.stringContaining(why) });
  });

  it.each([true, false, null, undefined, {}, [], ['5'], 5n, { text: '5' }, Symbol.iterator])(
    'refuses %s, which is neither number nor text',
    (sent) => {
      expect(readDecimal(sent)).toHaveProperty('refused');
    },
  );

  it.each([
    [0, '0'],
    [-0, '0'],
    [5, '5'],
    [-12.5, '-12.5'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1.5e-10, '0.00000000015'],
    [123456789012345, '123456789012345'],
    [9007199254740000, '9007199254740000'],
  ])('takes the double %d for %s', (sent, text) => {
    expect(readDecimal(sent)).toEqual({ text });
  });

  it.each([
    0.1 + 0.2,
    1 / 3,
    2 ** 53,
    Number('100000000000000001'),
    1e21,
    Number.MAX_VALUE,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('refuses the double %d, which may be a rounded one', (sent) => {
    expect(readDecimal(sent)).toEqual({ refused: expect.stringContaining('rounded') });
  });

  it('reads every number in bounds exactly, however it is written', () => {
    always(
      fc.property(inBounds, fc.integer({ min: -60, max: 60 }), fc.boolean(), (number, shift, upper) => {
        const { digits, exponent } = number;
        const mantissa = plainText(digits, shift);
        fc.pre(mantissa.length < 300);
        const sent = `${mantissa}${upper ? 'E' : 'e'}${exponent - shift}`;
        expect(readDecimal(sent)).toEqual({ text: plainText(digits, exponent) });
        expect(readDecimal(plainText(digits, exponent))).toEqual({ text: plainText(digits, exponent) });
      }),
    );
  });

  it('refuses every number with more digits, and every number beyond the exponents', () => {
    const tooLong = fc.bigInt({ min: 10n ** 38n, max: 10n ** 60n }).filter((digits) => digits % 10n !== 0n);
    const beyond = fc.integer({ min: 101, max: 400 });
    always(
      fc.property(tooLong, beyond, fc.integer({ min: 1, max: 9 }), (digits, exponent, digit) => {
        expect(readDecimal(String(digits))).toHaveProperty('refused');
        expect(readDecimal(`-${digits}e-40`)).toHaveProperty('refused');
        expect(readDecimal(`${digit}e${exponent}`)).toHaveProperty('refused');
        expect(readDecimal(`${digit}e-${exponent}`)).toHaveProperty('refused');
      }),
    );
  });

  it('takes a double either for the literal of 15 digits that it stands for, or not at all', () => {
    always(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        const read = readDecimal(double);
        if ('text' in read) expect(Number(read.text)).toBe(double === 0 ? 0 : double);
      }),
    );
  });

  it('never answers anything but plain notation', () => {
    always(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^-?[0-9.eE+-]{1,12}$/)), (sent) => {
        const read = readDecimal(sent);
        if (!('text' in read)) return;
        expect(read.text).toMatch(/^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$/);
        expect(readDecimal(read.text)).toEqual(read);
      }),
    );
  });
});

describe('arithmetic', () => {
  it.each([
    [Array.from({ length: 10 }, () => '0.1'), '1'],
    [['9007199254740993', '-1'], '9007199254740992'],
    [['1e100', '1e-100', '-1e100'], `0.${zeros(99)}1`],
    [['1', '-1'], '0'],
    [['-5', '2.5'], '-2.5'],
    [[], '0'],
  ])('adds %j to exactly %s', (texts, sum) => {
    expect(plain(texts.map(decimal).reduce(add, zero))).toBe(sum);
  });

  it('adds like whole numbers do, in any order', () => {
    const scaled = fc.array(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), { maxLength: 30 });
    always(
      fc.property(scaled, fc.integer({ min: -100, max: 60 }), (numbers, exponent) => {
        const texts = numbers.map((digits) => plainText(digits, exponent));
        const expected = plainText(
          numbers.reduce((a, b) => a + b, 0n),
          exponent,
        );
        expect(plain(texts.map(decimal).reduce(add, zero))).toBe(expected);
        expect(plain(texts.toReversed().map(decimal).reduce(add, zero))).toBe(expected);
      }),
    );
  });

  it.each([
    ['1', 3, '0.33333333333333333333'],
    ['2', 3, '0.66666666666666666667'],
    ['-2', 3, '-0.66666666666666666667'],
    ['10', 4, '2.5'],
    ['0', 7, '0'],
    // Ties go to the even neighbour.
    ['0.100000000000000000005', 1, '0.1'],
    ['0.100000000000000000015', 1, '0.10000000000000000002'],
    ['-0.100000000000000000005', 1, '-0.1'],
    ['100000000000000000005', 1, '100000000000000000000'],
    ['100000000000000000015', 1, '100000000000000000020'],
    ['1000000000000000000050000000001', 1, '1000000000000000000100000000000'],
    ['1e100', 3, `${'3'.repeat(20)}${zeros(80)}`],
    ['7', 1_000_000_000_000, '0.000000000007'],
  ])('averages %s over %d to %s', (sum, count, text) => {
    expect(plain(average(decimal(sum), count))).toBe(text);
  });

  it('averages to 20 digits, half-even, as whole numbers would', () => {
    const sums = fc.bigInt({ min: 1n, max: 10n ** 60n });
    always(
      fc.property(sums, fc.integer({ min: 1, max: 1_000_000_000 }), (sum, count) => {
        const divisor = BigInt(count);
        // Scaled so that the quotient has more than 20 digits; then the surplus is rounded off.
        const scaled = sum * 10n ** 40n;
        const surplus = String(scaled / divisor).length - 20;
        const unit = divisor * 10n ** BigInt(surplus);
        const [floor, rest] = [scaled / unit, scaled % unit];
        const up = rest * 2n > unit || (rest * 2n === unit && floor % 2n === 1n);
        const rounded = plainText(up ? floor + 1n : floor, surplus - 40);
        expect(plain(average(decimal(String(sum)), count))).toBe(rounded);
      }),
    );
  });
});
