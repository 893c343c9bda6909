import type { ServiceFault } from '../fault.ts';
import { queryFault } from './source.ts';
import { type Token, tokenise } from './tokens.ts';

/** Walks the tokens of a query; whatever is not expected is refused by name and place. */
export interface TokenReader {
  readonly source: string;
  peek(ahead?: number): Token;
  next(): Token;
  /** Whether the next token is one of these keywords, in any case and without quotes. */
  at(...words: readonly string[]): boolean;
  /** Takes the keyword if it comes next. */
  take(word: string): boolean;
  takeSymbol(symbol: string): boolean;
  expect(...words: readonly string[]): void;
  expectSymbol(symbol: string): Token;
  refuse(token?: Token): ServiceFault;
  /** Reads something that may hold itself, so that no text can exhaust the stack. */
  nested<T>(read: () => T): T;
  countOperator(): void;
}

const MAX_DEPTH = 100;
const MAX_OPERATORS = 1000;

export function tokenReader(source: string): TokenReader {
  const tokens = tokenise(source);
  const end = tokens.at(-1) as Token;
  let position = 0;
  let depth = 0;
  let operators = 0;

  const peek = (ahead = 0): Token => tokens[position + ahead] ?? end;
  const at = (...words: readonly string[]): boolean =>
    peek().kind === 'word' && words.includes(peek().text.toUpperCase());
  const atSymbol = (symbol: string): boolean => peek().kind === 'symbol' && peek().text === symbol;
  const refuse = (token = peek()): ServiceFault =>
    queryFault(source, token.at, `mismatched input '${token.text.slice(0, 80)}'`);
  const advance = (): Token => {
    const token = peek();
    position++;
    return token;
  };

  return {
    source,
    peek,
    at,
    refuse,
    next: advance,
    take(word) {
      if (!at(word)) return false;
      advance();
      return true;
    },
    takeSymbol(symbol) {
      if (!atSymbol(symbol)) return false;
      advance();
      return true;
    },
    expect(...words) {
      for (const word of words) {
        if (!at(word)) throw refuse();
        advance();
      }
    },
    expectSymbol(symbol) {
      if (!atSymbol(symbol)) throw refuse();
      return advance();
    },
    nested(read) {
      if (++depth > MAX_DEPTH) throw queryFault(source, peek().at, 'the query is nested too deeply');
      const result = read();
      depth--;
      return result;
    },
    countOperator() {
      if (++operators > MAX_OPERATORS)
        throw queryFault(source, peek().at, `the query has more than ${MAX_OPERATORS} arithmetic operators`);
    },
  };
}
