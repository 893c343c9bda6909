import { isReserved } from './keywords.ts';
import { parseOrderBy } from './parse-call.ts';
import { parseExpression, parseList } from './parse-expression.ts';
import type { Query, Relation, Select, SelectItem } from './syntax.ts';
import { type TokenReader, tokenReader } from './token-reader.ts';

/** Reads a whole query. Refuses with ValidationException, by token and place, all that is not in the subset. */
export function parseQuery(source: string): Query {
  const reader = tokenReader(source);
  const query = readQuery(reader);
  if (reader.peek().kind !== 'end') throw reader.refuse();
  return query;
}

const readQuery = (reader: TokenReader): Query =>
  reader.nested(() => {
    const { at } = reader.peek();
    const named = readWith(reader);
    const terms = [readTerm(reader)];
    while (reader.take('UNION')) {
      reader.expect('ALL');
      terms.push(readTerm(reader));
    }
    const orderBy = parseOrderBy(reader);
    const limit = readLimit(reader);
    return { kind: 'query', with: named, terms, orderBy, ...(limit !== undefined && { limit }), at };
  });

function readWith(reader: TokenReader): Query['with'] {
  if (!reader.take('WITH')) return [];
  const named: Query['with'][number][] = [];
  do {
    const { at } = reader.peek();
    const name = readName(reader);
    reader.expect('AS');
    named.push({ name, query: readBracketed(reader), at });
  } while (reader.takeSymbol(','));
  return named;
}

const readTerm = (reader: TokenReader): Select | Query =>
  reader.at('SELECT') ? readSelect(reader) : readBracketed(reader);

function readBracketed(reader: TokenReader): Query {
  reader.expectSymbol('(');
  const query = readQuery(reader);
  reader.expectSymbol(')');
  return query;
}

function readLimit(reader: TokenReader): bigint | undefined {
  if (!reader.take('LIMIT')) return undefined;
  const token = reader.next();
  if (token.kind !== 'integer' || BigInt(token.text) >= 2n ** 63n) throw reader.refuse(token);
  return BigInt(token.text);
}

function readSelect(reader: TokenReader): Select {
  const { at } = reader.peek();
  reader.expect('SELECT');
  const distinct = reader.take('DISTINCT');
  const items = [readItem(reader)];
  while (reader.takeSymbol(',')) items.push(readItem(reader));
  const from = reader.take('FROM') ? readRelation(reader) : undefined;
  const where = reader.take('WHERE') ? parseExpression(reader) : undefined;
  let groupBy: Select['groupBy'] = [];
  if (reader.take('GROUP')) {
    reader.expect('BY');
    groupBy = parseList(reader);
  }
  const having = reader.take('HAVING') ? parseExpression(reader) : undefined;
  return {
    kind: 'select',
    distinct,
    items,
    ...(from && { from }),
    ...(where && { where }),
    groupBy,
    ...(having && { having }),
    at,
  };
}

function readItem(reader: TokenReader): SelectItem {
  const { at } = reader.peek();
  if (reader.takeSymbol('*')) return { kind: 'all', at };
  const [name, dot, star] = [reader.peek(), reader.peek(1), reader.peek(2)];
  if (isName(name) && isSymbol(dot, '.') && isSymbol(star, '*')) {
    for (let taken = 0; taken < 3; taken++) reader.next();
    return { kind: 'all', qualifier: name.text, at };
  }
  const expression = parseExpression(reader);
  const alias = readAlias(reader);
  return { kind: 'item', expression, ...(alias !== undefined && { alias }) };
}

function readRelation(reader: TokenReader): Relation {
  const { at } = reader.peek();
  if (isSymbol(reader.peek(), '(')) {
    const query = readBracketed(reader);
    return { kind: 'derived', query, ...aliased(reader), at };
  }
  const first = readName(reader);
  if (!reader.takeSymbol('.')) return { kind: 'named', name: first, ...aliased(reader), at };
  return { kind: 'named', database: first, name: readName(reader), ...aliased(reader), at };
}

function aliased(reader: TokenReader): { alias?: string } {
  const alias = readAlias(reader);
  return alias === undefined ? {} : { alias };
}

function readAlias(reader: TokenReader): string | undefined {
  if (reader.take('AS')) return readName(reader);
  return isName(reader.peek()) ? reader.next().text : undefined;
}

function readName(reader: TokenReader): string {
  if (!isName(reader.peek())) throw reader.refuse();
  return reader.next().text;
}

const isName = ({ kind, text }: ReturnType<TokenReader['peek']>): boolean =>
  kind === 'quoted' || (kind === 'word' && !isReserved(text));

const isSymbol = ({ kind, text }: ReturnType<TokenReader['peek']>, symbol: string): boolean =>
  kind === 'symbol' && text === symbol;
