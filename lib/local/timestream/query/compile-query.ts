import { sortKey } from './compile-call.ts';
import { compileExpression } from './compile-expression.ts';
import { compileSelect } from './compile-select.ts';
import { parseQuery } from './parse-query.ts';
import type { Rows, Snapshot } from './relations.ts';
import { type Scope, scopeOf } from './scope.ts';
import { queryFault } from './source.ts';
import type { Query, Select } from './syntax.ts';
import { as } from './typed.ts';
import { commonType, type SqlType } from './types.ts';

/** What the parts of one query share. */
export interface Compilation {
  readonly source: string;
  readonly snapshot: Snapshot;
  /** Nanoseconds since the epoch. */
  readonly now: bigint;
  /** A name inside DuckDB that nothing else in the query has. */
  readonly fresh: () => string;
  /** What WITH has named so far, by lower-case name. */
  readonly named: ReadonlyMap<string, Rows>;
}

/**
 * Translates a query of the service to one of DuckDB. Nothing of the text reaches DuckDB but literals, quoted anew.
 * Refuses with ValidationException what is not in the subset.
 */
export function compile(source: string, snapshot: Snapshot): Rows {
  let count = 0;
  return compileQuery(parseQuery(source), {
    source,
    snapshot,
    now: BigInt(snapshot.now) * 1_000_000n,
    fresh: () => `r${count++}`,
    named: new Map(),
  });
}

export function compileQuery(query: Query, outer: Compilation): Rows {
  const named = new Map(outer.named);
  const clauses: string[] = [];
  for (const { name, query: definition, at } of query.with) {
    const rows = compileQuery(definition, { ...outer, named });
    if (named.get(name.toLowerCase()) !== outer.named.get(name.toLowerCase()))
      throw queryFault(outer.source, at, `WITH query name '${name}' specified more than once`);
    const alias = outer.fresh();
    clauses.push(`${alias} AS (${rows.sql})`);
    named.set(name.toLowerCase(), { sql: `SELECT * FROM ${alias}`, columns: rows.columns });
  }
  const body = compileBody(query, { ...outer, named });
  const prefix = clauses.length > 0 ? `WITH ${clauses.join(', ')} ` : '';
  const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`;
  return { sql: `${prefix}${body.sql}${limit}`, columns: body.columns };
}

function compileBody(query: Query, compilation: Compilation): Rows {
  const [only, ...more] = query.terms;
  if (only?.kind === 'select' && more.length === 0) return compileSelect(only, query.orderBy, compilation);
  const union = compileUnion(query, compilation);
  const alias = compilation.fresh();
  const scope = scopeOf(union.columns, alias, []);
  const keys = query.orderBy.map((key) => sortKey(orderBy(key.expression, scope, compilation), key));
  const sorted = keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : '';
  return { sql: `SELECT * FROM (${union.sql}) AS ${alias}${sorted}`, columns: union.columns };
}

function orderBy(
  expression: Query['orderBy'][number]['expression'],
  scope: Scope,
  { source, now }: Compilation,
): string {
  if (expression.kind !== 'integer')
    return compileExpression(expression, {
      source,
      now,
      column: (column) => scope.column(source, column),
    }).sql;
  const column = scope.all(source, expression.at)[Number(expression.value) - 1];
  if (!column)
    throw queryFault(source, expression.at, `ORDER BY position ${expression.value} is not in select list`);
  return column.typed.sql;
}

function compileUnion(query: Query, compilation: Compilation): Rows {
  const terms = query.terms.map((term) => compileTerm(term, compilation));
  const [first] = terms;
  if (!first) throw queryFault(compilation.source, query.at, 'expected a query');
  const types = first.columns.map(({ type }, index) =>
    terms.reduce<SqlType | undefined>((shared, term) => {
      const other = term.columns[index];
      return other && shared && commonType(shared, other.type);
    }, type),
  );
  const fits = terms.every((term) => term.columns.length === types.length);
  if (!fits || types.includes(undefined))
    throw queryFault(compilation.source, query.at, 'the terms of UNION ALL have different columns');
  const branches = terms.map((term) => {
    const alias = compilation.fresh();
    const columns = term.columns.map(({ type }, index) => {
      const column = { sql: `${alias}.k${index}`, type };
      return `${as(column, types[index] as SqlType)} AS k${index}`;
    });
    return `SELECT ${columns.join(', ')} FROM (${term.sql}) AS ${alias}`;
  });
  const columns = first.columns.map(({ name }, index) => ({ name, type: types[index] as SqlType }));
  return { sql: branches.join(' UNION ALL '), columns };
}

const compileTerm = (term: Select | Query, compilation: Compilation): Rows =>
  term.kind === 'select' ? compileSelect(term, [], compilation) : compileQuery(term, compilation);
