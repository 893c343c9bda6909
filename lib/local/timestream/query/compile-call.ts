import type { ServiceFault } from '../fault.ts';
import { aggregateFunctions, windowFunctions } from './aggregate-functions.ts';
import { compileCondition, compileExpression, type ExpressionContext } from './compile-expression.ts';
import { type Applied, scalarFunctions } from './scalar-functions.ts';
import { queryFault } from './source.ts';
import type { Call, SortKey } from './syntax.ts';
import { type Typed, typed } from './typed.ts';

/** A call of one of the functions that are known here; every other name is refused. */
export function compileCall(call: Call, context: ExpressionContext): Typed {
  const refuse = (message: string): ServiceFault => queryFault(context.source, call.at, message);
  const applied = apply(call, context, refuse);
  if ('refused' in applied) throw refuse(`${applied.refused} for function ${call.name}`);
  return applied;
}

function apply(call: Call, context: ExpressionContext, refuse: (message: string) => ServiceFault): Applied {
  const { name, distinct, filter, over } = call;
  const args =
    call.arguments === '*' ? '*' : call.arguments.map((argument) => compileExpression(argument, context));
  if (windowFunctions.includes(name)) {
    if (!over) throw refuse(`function ${name} requires an OVER clause`);
    if (args.length > 0 || distinct || filter) throw refuse(`unexpected parameters for function ${name}`);
    return typed(`${name}()${overClause(over, context)}`, 'BIGINT');
  }
  const aggregate = Object.hasOwn(aggregateFunctions, name) ? aggregateFunctions[name] : undefined;
  if (aggregate) {
    if (filter && over) throw refuse('FILTER together with OVER is not emulated');
    const filtered = filter ? ` FILTER (WHERE ${compileCondition(filter, context)})` : '';
    const suffix = over ? overClause(over, context) : filtered;
    return aggregate({ args, distinct, suffix });
  }
  const scalar = Object.hasOwn(scalarFunctions, name) ? scalarFunctions[name] : undefined;
  if (!scalar) throw refuse(`function ${name} is not accepted`);
  if (args === '*' || distinct || filter || over) throw refuse(`unexpected parameters for function ${name}`);
  return scalar(args, context.now);
}

function overClause(over: NonNullable<Call['over']>, context: ExpressionContext): string {
  const partition = over.partitionBy.map((expression) => compileExpression(expression, context).sql);
  const order = over.orderBy.map((key) => sortKey(compileExpression(key.expression, context).sql, key));
  const clauses = [
    ...(partition.length > 0 ? [`PARTITION BY ${partition.join(', ')}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
  ];
  return ` OVER (${clauses.join(' ')})`;
}

export const sortKey = (sql: string, { descending, nullsFirst }: SortKey): string =>
  `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
