import { parseExpression, parseList } from './parse-expression.ts';
import type { Call, Expression, SortKey } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';

/** A function call from its opening bracket on, with FILTER and OVER where they follow. */
export function parseCall(reader: TokenReader, { text, at }: Token): Call {
  reader.expectSymbol('(');
  const distinct = reader.take('DISTINCT');
  const given = parseArguments(reader, distinct);
  const filter = parseFilter(reader);
  const over = parseOver(reader);
  return {
    kind: 'call',
    name: text.toLowerCase(),
    arguments: given,
    distinct,
    ...(filter && { filter }),
    ...(over && { over }),
    at,
  };
}

function parseArguments(reader: TokenReader, distinct: boolean): Call['arguments'] {
  if (!distinct && reader.takeSymbol('*')) {
    reader.expectSymbol(')');
    return '*';
  }
  if (!distinct && reader.takeSymbol(')')) return [];
  const list = parseList(reader);
  reader.expectSymbol(')');
  return list;
}

function parseFilter(reader: TokenReader): Expression | undefined {
  const following = reader.peek(1);
  if (!reader.at('FILTER') || following.kind !== 'symbol' || following.text !== '(') return undefined;
  reader.next();
  reader.expectSymbol('(');
  reader.expect('WHERE');
  const condition = parseExpression(reader);
  reader.expectSymbol(')');
  return condition;
}

function parseOver(reader: TokenReader): Call['over'] {
  const following = reader.peek(1);
  if (!reader.at('OVER') || following.kind !== 'symbol' || following.text !== '(') return undefined;
  reader.next();
  reader.expectSymbol('(');
  let partitionBy: Expression[] = [];
  if (reader.take('PARTITION')) {
    reader.expect('BY');
    partitionBy = parseList(reader);
  }
  const orderBy = parseOrderBy(reader);
  reader.expectSymbol(')');
  return { partitionBy, orderBy };
}

/** ORDER BY and its keys, or nothing. Nulls come last unless told otherwise, whatever the direction, as in Trino. */
export function parseOrderBy(reader: TokenReader): SortKey[] {
  if (!reader.take('ORDER')) return [];
  reader.expect('BY');
  const keys = [parseSortKey(reader)];
  while (reader.takeSymbol(',')) keys.push(parseSortKey(reader));
  return keys;
}

function parseSortKey(reader: TokenReader): SortKey {
  const expression = parseExpression(reader);
  const descending = reader.take('DESC');
  if (!descending) reader.take('ASC');
  if (!reader.take('NULLS')) return { expression, descending, nullsFirst: false };
  const nullsFirst = reader.take('FIRST');
  if (!nullsFirst) reader.expect('LAST');
  return { expression, descending, nullsFirst };
}
