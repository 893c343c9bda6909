import { sortKey } from './compile-call.ts';
import { compileCondition, compileExpression, type ExpressionContext } from './compile-expression.ts';
import { type Compilation, compileQuery } from './compile-query.ts';
import { type Rows, tableRows } from './relations.ts';
import { type Scope, scopeOf } from './scope.ts';
import { queryFault } from './source.ts';
import type { Expression, Relation, Select, SelectItem, SortKey } from './syntax.ts';
import type { Typed } from './typed.ts';

interface Output {
  readonly name: string;
  readonly typed: Typed;
  /** Whether the query itself gave the name; made-up names cannot be sorted by. */
  readonly named: boolean;
}

/** One SELECT with the ORDER BY that follows it; its columns come out as `k0`, `k1` and so on. */
export function compileSelect(select: Select, orderBy: readonly SortKey[], compilation: Compilation): Rows {
  const { source, now } = compilation;
  const { from, scope } = compileFrom(select, compilation);
  const context: ExpressionContext = { source, now, column: (column) => scope.column(source, column) };
  const outputs = select.items.flatMap((item, index) => compileItem(item, index, scope, context));
  const group = select.groupBy.map((expression) => groupKey(expression, outputs, context));
  const keys = orderBy.map((key) => sortKey(orderKey(key.expression, outputs, context), key));
  const list = outputs.map(({ typed }, index) => `${typed.sql} AS k${index}`).join(', ');
  const clauses = [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list}`,
    ...(from === undefined ? [] : [`FROM ${from}`]),
    ...(select.where ? [`WHERE ${compileCondition(select.where, context)}`] : []),
    ...(group.length > 0 ? [`GROUP BY ${group.join(', ')}`] : []),
    ...(select.having ? [`HAVING ${compileCondition(select.having, context)}`] : []),
    ...(keys.length > 0 ? [`ORDER BY ${keys.join(', ')}`] : []),
  ];
  return {
    sql: clauses.join(' '),
    columns: outputs.map(({ name, typed }) => ({ name, type: typed.type })),
  };
}

function compileFrom(select: Select, compilation: Compilation): { from?: string; scope: Scope } {
  if (!select.from) return { scope: scopeOf([], '', []) };
  const rows = compileRelation(select.from, compilation);
  const alias = compilation.fresh();
  const name = select.from.alias ?? (select.from.kind === 'named' ? select.from.name : undefined);
  return {
    from: `(${rows.sql}) AS ${alias}`,
    scope: scopeOf(rows.columns, alias, name === undefined ? [] : [name]),
  };
}

function compileRelation(relation: Relation, compilation: Compilation): Rows {
  if (relation.kind === 'derived') return compileQuery(relation.query, compilation);
  const named =
    relation.database === undefined ? compilation.named.get(relation.name.toLowerCase()) : undefined;
  return named ?? tableRows(compilation.source, relation, compilation.snapshot);
}

function compileItem(
  item: SelectItem,
  index: number,
  scope: Scope,
  context: ExpressionContext,
): readonly Output[] {
  if (item.kind === 'all') {
    const columns = scope.all(context.source, item.at, item.qualifier);
    if (columns.length === 0) throw queryFault(context.source, item.at, 'SELECT * needs a FROM clause');
    return columns.map((column) => ({ ...column, named: true }));
  }
  const { expression, alias } = item;
  const name = alias ?? (expression.kind === 'column' ? expression.name : undefined);
  return [
    {
      name: name ?? `_col${index}`,
      typed: compileExpression(expression, context),
      named: name !== undefined,
    },
  ];
}

/** A position in the select list, or an expression over the source; aliases mean nothing here. */
const groupKey = (expression: Expression, outputs: readonly Output[], context: ExpressionContext): string =>
  expression.kind === 'integer'
    ? positioned(expression, 'GROUP BY', outputs, context).typed.sql
    : compileExpression(expression, context).sql;

/** A position, an alias, or an expression over aliases and the source, aliases first. */
function orderKey(expression: Expression, outputs: readonly Output[], context: ExpressionContext): string {
  if (expression.kind === 'integer') {
    positioned(expression, 'ORDER BY', outputs, context);
    return String(expression.value);
  }
  const aliased = outputs.findIndex((output) => means(expression, output));
  if (aliased >= 0) {
    refuseAmbiguous(expression, outputs, context);
    return String(aliased + 1);
  }
  const column = (name: Expression & { kind: 'column' }): Typed =>
    outputs.find((output) => means(name, output))?.typed ?? context.column(name);
  return compileExpression(expression, { ...context, column }).sql;
}

function positioned(
  { value, at }: Expression & { kind: 'integer' },
  clause: string,
  outputs: readonly Output[],
  { source }: ExpressionContext,
): Output {
  const output = outputs[Number(value) - 1];
  if (!output) throw queryFault(source, at, `${clause} position ${value} is not in select list`);
  return output;
}

function refuseAmbiguous(
  expression: Expression,
  outputs: readonly Output[],
  { source }: ExpressionContext,
): void {
  const meant = new Set(outputs.filter((output) => means(expression, output)).map(({ typed }) => typed.sql));
  if (meant.size > 1 && expression.kind === 'column')
    throw queryFault(source, expression.at, `Column '${expression.name}' is ambiguous`);
}

const means = (expression: Expression, output: Output): boolean =>
  expression.kind === 'column' &&
  expression.qualifier === undefined &&
  output.named &&
  output.name.toLowerCase() === expression.name.toLowerCase();
