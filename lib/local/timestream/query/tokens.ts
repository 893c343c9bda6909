import { queryFault } from './source.ts';

export type TokenKind = 'word' | 'quoted' | 'text' | 'integer' | 'decimal' | 'interval' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The text meant: of `quoted` and `text` without quotes and escapes. */
  readonly text: string;
  /** Where it begins in the query. */
  readonly at: number;
}

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
/** The columns of single-measure records are the only names with a colon that need no quotes. */
const MEASURE_VALUE = /measure_value::(?:bigint|boolean|double|varchar)\b/iy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTERVAL = /\d+(?:ns|us|ms|s|m|h|d)\b/y;
const QUOTED = /"((?:[^"]|"")+)"/y;
const TEXT = /'((?:[^']|'')*)'/y;
const SYMBOL = /<>|!=|<=|>=|\|\||[=<>+\-*/%.,()]/y;

/** Splits a query into tokens. Refuses comments and every character that no token of the subset has. */
export function tokenise(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const space = match(SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    if (source.startsWith('--', at) || source.startsWith('/*', at))
      throw queryFault(source, at, 'comments are not accepted');
    const [kind, found] = nextToken(match);
    if (!found) throw queryFault(source, at, `mismatched input ${glimpse(source, at)}`);
    tokens.push({ kind, text: meaning(kind, found), at });
    at += found[0].length;
    const joined = kind === 'integer' || kind === 'decimal' || kind === 'interval' ? match(WORD) : null;
    if (joined) throw queryFault(source, at, `mismatched input '${joined[0]}' after a number`);
  }
  tokens.push({ kind: 'end', text: '<end of query>', at });
  return tokens;
}

function nextToken(match: (pattern: RegExp) => RegExpExecArray | null): [TokenKind, RegExpExecArray | null] {
  const measure = match(MEASURE_VALUE);
  if (measure) return ['quoted', measure];
  const patterns = [
    ['word', WORD],
    ['interval', INTERVAL],
    ['integer', NUMBER],
    ['text', TEXT],
    ['quoted', QUOTED],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const found = match(pattern);
    if (found) return [kind === 'integer' && !/^\d+$/.test(found[0]) ? 'decimal' : kind, found];
  }
  return ['symbol', match(SYMBOL)];
}

function meaning(kind: TokenKind, found: RegExpExecArray): string {
  const [whole, inner] = found;
  if (kind === 'text') return (inner ?? '').replaceAll("''", "'");
  if (kind === 'quoted') return (inner ?? whole).replaceAll('""', '"');
  return whole;
}

/** The character in question, or what cannot be shown by its code. */
function glimpse(source: string, at: number): string {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? `'${character}'`
    : `U+${(source.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
