import { parse, stringify } from 'lossless-json';
import { Numeral } from '../core/decimal.ts';

export const MAX_DEPTH = 64;
/** Numbers that a double might round: long runs of digits, exponents. They may stand in strings too; that costs time only. */
const RISKY_NUMBER = /[\d.]{16}|\d[eE]/;

/**
 * Reads JSON without rounding: a number that a double cannot be trusted with comes as a `Numeral`. A repeated key keeps
 * its last value. Throws a SyntaxError, also for nesting beyond 64 levels.
 */
export function parseJson(text: string): unknown {
  refuseDepth(text);
  if (!RISKY_NUMBER.test(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (literal) => (isExact(literal) ? Number(literal) : new Numeral(literal)),
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

const numerals = [
  {
    test: (value: unknown) => value instanceof Numeral,
    stringify: (value: unknown) => (value as Numeral).text,
  },
];

/** Writes JSON that reads back as it was, numerals included. */
export const printJson = (value: unknown): string =>
  stringify(value, undefined, undefined, numerals) ?? 'null';

/** As `RISKY_NUMBER` has it, so that a number reads alike whatever stands beside it. */
const isExact = (literal: string): boolean => !RISKY_NUMBER.test(literal);

/** Counts brackets outside strings before any parser recurses into them. */
function refuseDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
}
