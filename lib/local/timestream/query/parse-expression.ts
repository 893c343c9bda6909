import { parsePrimary } from './parse-primary.ts';
import type { BinaryOperator, Expression } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** One expression, as far as it goes; loosest binding first, as in Trino. */
export const parseExpression = (reader: TokenReader): Expression => reader.nested(() => parseOr(reader));

export function parseList(reader: TokenReader): Expression[] {
  const list = [parseExpression(reader)];
  while (reader.takeSymbol(',')) list.push(parseExpression(reader));
  return list;
}

function parseOr(reader: TokenReader): Expression {
  const { at } = reader.peek();
  const operands = [parseAnd(reader)];
  while (reader.take('OR')) operands.push(parseAnd(reader));
  return joined('or', operands, at);
}

function parseAnd(reader: TokenReader): Expression {
  const { at } = reader.peek();
  const operands = [parseNot(reader)];
  while (reader.take('AND')) operands.push(parseNot(reader));
  return joined('and', operands, at);
}

function joined(kind: 'and' | 'or' | 'concat', operands: readonly Expression[], at: number): Expression {
  const [first, second] = operands;
  return first !== undefined && second === undefined ? first : { kind, operands, at };
}

function parseNot(reader: TokenReader): Expression {
  const { at } = reader.peek();
  if (!reader.take('NOT')) return parsePredicate(reader);
  return { kind: 'not', operand: reader.nested(() => parseNot(reader)), at };
}

const comparisons = { '=': '=', '<>': '<>', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

function parsePredicate(reader: TokenReader): Expression {
  const subject = parseConcat(reader);
  const { at, kind, text } = reader.peek();
  if (kind === 'symbol' && text in comparisons) {
    reader.next();
    const operator = comparisons[text as keyof typeof comparisons];
    return { kind: 'binary', operator, left: subject, right: parseConcat(reader), at };
  }
  if (reader.take('IS')) {
    const negated = reader.take('NOT');
    reader.expect('NULL');
    return negate(negated, { kind: 'is-null', subject, at });
  }
  if (!reader.at('NOT', 'BETWEEN', 'IN')) return subject;
  const negated = reader.take('NOT');
  if (reader.take('BETWEEN')) {
    const low = parseConcat(reader);
    reader.expect('AND');
    return negate(negated, { kind: 'between', subject, low, high: parseConcat(reader), at });
  }
  reader.expect('IN');
  reader.expectSymbol('(');
  const among = parseList(reader);
  reader.expectSymbol(')');
  return negate(negated, { kind: 'in', subject, among, at });
}

const negate = (negated: boolean, operand: Expression): Expression =>
  negated ? { kind: 'not', operand, at: operand.at } : operand;

function parseConcat(reader: TokenReader): Expression {
  const { at } = reader.peek();
  const operands = [parseSum(reader)];
  while (reader.takeSymbol('||')) operands.push(parseSum(reader));
  return joined('concat', operands, at);
}

const parseSum = (reader: TokenReader): Expression => parseChain(reader, ['+', '-'], parseProduct);

const parseProduct = (reader: TokenReader): Expression => parseChain(reader, ['*', '/', '%'], parseUnary);

function parseChain(
  reader: TokenReader,
  operators: readonly BinaryOperator[],
  parseOperand: (reader: TokenReader) => Expression,
): Expression {
  let left = parseOperand(reader);
  for (;;) {
    const { at, kind, text } = reader.peek();
    const operator = kind === 'symbol' ? operators.find((one) => one === text) : undefined;
    if (operator === undefined) return left;
    reader.next();
    reader.countOperator();
    left = { kind: 'binary', operator, left, right: parseOperand(reader), at };
  }
}

function parseUnary(reader: TokenReader): Expression {
  const { at } = reader.peek();
  if (!reader.takeSymbol('-')) return parsePrimary(reader);
  // The smallest BIGINT is a literal of its own: its positive counterpart does not exist.
  if (reader.peek().kind === 'integer') {
    const literal = parsePrimary(reader);
    return literal.kind === 'integer' ? { ...literal, value: -literal.value, at } : literal;
  }
  return { kind: 'negative', operand: reader.nested(() => parseUnary(reader)), at };
}
