import { isReserved } from './keywords.ts';
import { parseCall } from './parse-call.ts';
import { parseExpression } from './parse-expression.ts';
import { queryFault } from './source.ts';
import type { Expression } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';
import type { SqlType } from './types.ts';

const intervalUnits: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/** A literal, a column, a call, CASE, CAST, or an expression in brackets. */
export function parsePrimary(reader: TokenReader): Expression {
  const token = reader.peek();
  const { kind, text, at } = token;
  if (kind === 'word') return parseWord(reader, token);
  if (kind === 'end') throw reader.refuse();
  reader.next();
  switch (kind) {
    case 'text':
    case 'decimal':
      return { kind, text, at };
    case 'integer':
      return { kind, value: BigInt(text), at };
    case 'interval': {
      const unit = text.replace(/^\d+/, '');
      const nanoseconds = BigInt(text.slice(0, -unit.length)) * (intervalUnits[unit] ?? 0n);
      if (nanoseconds >= 2n ** 63n) throw queryFault(reader.source, at, `invalid interval ${text}`);
      return { kind, nanoseconds, at };
    }
    case 'quoted':
      return parseColumn(reader, token);
    case 'symbol': {
      if (text !== '(') throw reader.refuse(token);
      const inner = parseExpression(reader);
      reader.expectSymbol(')');
      return inner;
    }
  }
}

function parseWord(reader: TokenReader, token: Token): Expression {
  const { at } = token;
  if (reader.take('NULL')) return { kind: 'null', at };
  if (reader.take('TRUE')) return { kind: 'true', at };
  if (reader.take('FALSE')) return { kind: 'false', at };
  if (reader.take('CASE')) return parseCase(reader, at);
  if (reader.take('CAST')) return parseCast(reader, at);
  if (isReserved(token.text)) throw reader.refuse();
  reader.next();
  const following = reader.peek();
  return following.kind === 'symbol' && following.text === '('
    ? parseCall(reader, token)
    : parseColumn(reader, token);
}

function parseColumn(reader: TokenReader, { text, at }: Token): Expression {
  if (!reader.takeSymbol('.')) return { kind: 'column', name: text, at };
  const member = reader.next();
  if (member.kind !== 'word' && member.kind !== 'quoted') throw reader.refuse(member);
  return { kind: 'column', qualifier: text, name: member.text, at };
}

function parseCase(reader: TokenReader, at: number): Expression {
  const subject = reader.at('WHEN') ? undefined : parseExpression(reader);
  const whens: { when: Expression; result: Expression }[] = [];
  do {
    reader.expect('WHEN');
    const when = parseExpression(reader);
    reader.expect('THEN');
    whens.push({ when, result: parseExpression(reader) });
  } while (reader.at('WHEN'));
  const otherwise = reader.take('ELSE') ? parseExpression(reader) : undefined;
  reader.expect('END');
  return { kind: 'case', ...(subject && { subject }), whens, ...(otherwise && { otherwise }), at };
}

const castTypes: readonly SqlType[] = ['BIGINT', 'BOOLEAN', 'DOUBLE', 'TIMESTAMP', 'VARCHAR'];

function parseCast(reader: TokenReader, at: number): Expression {
  reader.expectSymbol('(');
  const operand = parseExpression(reader);
  reader.expect('AS');
  const name = reader.next();
  const to = name.kind === 'word' ? castTypes.find((type) => type === name.text.toUpperCase()) : undefined;
  if (to === undefined) throw reader.refuse(name);
  reader.expectSymbol(')');
  return { kind: 'cast', operand, to, at };
}
