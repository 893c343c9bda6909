import { type Decimal, decimal } from '../../core/decimal.ts';

/** 38 digits, wherever they lie, touch at most six groups of nine. */
export const LIMBS = 6;
const LIMB_DIGITS = 9;
const LIMB = 10n ** BigInt(LIMB_DIGITS);
/** Nine places behind the point and 45 before it: nearly every value shares one base, so that sums stay one row. */
const COMMON_BASE = -1;
/** From −16 for the last of 38 digits below 10^−100 to 11 for 10^100. */
export const MAX_BASES = 28;

/**
 * A decimal as whole numbers of nine digits that the service adds exactly: value = Σ limbs[i] · 10^(9 · (base + i)).
 * Every limb carries the sign. A BIGINT holds the sum of nine thousand million of them.
 */
export interface Limbs {
  readonly base: number;
  readonly limbs: readonly bigint[];
}

export const noLimbs: Limbs = { base: COMMON_BASE, limbs: new Array<bigint>(LIMBS).fill(0n) };

/** @param text plain notation of at most 38 significant digits */
export function limbsOf(text: string): Limbs {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const base = baseOf(whole, fraction);
  const places = -base * LIMB_DIGITS;
  const scaled = places >= 0 ? whole + fraction.padEnd(places, '0') : whole.slice(0, places);
  let rest = BigInt(scaled);
  const limbs: bigint[] = [];
  for (let i = 0; i < LIMBS; i++) {
    limbs.push(negative ? -(rest % LIMB) : rest % LIMB);
    rest /= LIMB;
  }
  if (rest !== 0n) throw new RangeError(`a value of more than 38 significant digits: ${text}`);
  return { base, limbs };
}

/** The number that limbs, or sums of limbs with one base, stand for. */
export function fromLimbs({ base, limbs }: Limbs): Decimal {
  const whole = limbs.reduceRight((sum, limb) => sum * LIMB + limb, 0n);
  return decimal(`${whole}e${base * LIMB_DIGITS}`);
}

function baseOf(whole: string, fraction: string): number {
  if (fraction.length <= LIMB_DIGITS && whole.length <= (LIMBS - 1) * LIMB_DIGITS) return COMMON_BASE;
  const lowest = fraction ? -fraction.length : whole.length - whole.replace(/0+$/, '').length;
  return Math.floor(lowest / LIMB_DIGITS);
}
