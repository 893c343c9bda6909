import type { ServiceFault } from '../fault.ts';
import { castTo } from './casts.ts';
import { compileCall } from './compile-call.ts';
import { applyOperator, compare } from './operators.ts';
import { concatenate } from './scalar-functions.ts';
import { queryFault } from './source.ts';
import type { Expression } from './syntax.ts';
import { as, quote, sharedType, type Typed, typed } from './typed.ts';
import { isNumber } from './types.ts';

/** Where an expression stands: what its names mean, and the instant that is now for the whole query. */
export interface ExpressionContext {
  readonly source: string;
  /** Nanoseconds since the epoch. */
  readonly now: bigint;
  /** Refuses names that mean nothing here. */
  readonly column: (column: Expression & { kind: 'column' }) => Typed;
}

/** Translates and type-checks an expression, as strictly as the service does: nothing is cast unasked. */
export function compileExpression(expression: Expression, context: ExpressionContext): Typed {
  const compile = (part: Expression): Typed => compileExpression(part, context);
  const condition = (part: Expression): string => compileCondition(part, context);
  const refuse = (message: string): ServiceFault => queryFault(context.source, expression.at, message);
  switch (expression.kind) {
    case 'null':
      return typed('NULL', 'UNKNOWN');
    case 'true':
    case 'false':
      return typed(expression.kind.toUpperCase(), 'BOOLEAN');
    case 'text':
      return typed(quote(expression.text), 'VARCHAR', expression.text);
    case 'decimal':
      return typed(`CAST('${expression.text}' AS DOUBLE)`, 'DOUBLE');
    case 'integer':
      return integerLiteral(expression.value) ?? fail(refuse(`invalid numeric literal: ${expression.value}`));
    case 'interval':
      return typed(
        `CAST(${expression.nanoseconds} AS BIGINT)`,
        'INTERVAL_DAY_TO_SECOND',
        expression.nanoseconds,
      );
    case 'column':
      return context.column(expression);
    case 'negative': {
      const operand = compile(expression.operand);
      if (!isNumber(operand.type)) throw refuse(`'-' cannot be applied to ${operand.type.toLowerCase()}`);
      return typed(`(- ${operand.sql})`, operand.type);
    }
    case 'not':
      return typed(`(NOT ${condition(expression.operand)})`, 'BOOLEAN');
    case 'and':
    case 'or':
      return typed(
        `(${expression.operands.map(condition).join(` ${expression.kind.toUpperCase()} `)})`,
        'BOOLEAN',
      );
    case 'binary': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      const applied = applyOperator(expression.operator, left, right);
      return applied ?? fail(refuse(cannotApply(expression.operator, [left, right])));
    }
    case 'concat': {
      const operands = expression.operands.map(compile);
      if (operands.some(({ type }) => type !== 'VARCHAR' && type !== 'UNKNOWN'))
        throw refuse(cannotApply('||', operands));
      return concatenate(operands);
    }
    case 'between': {
      const parts = [expression.subject, expression.low, expression.high].map(compile);
      const type = sharedType(parts);
      if (type === undefined) throw refuse(cannotApply('BETWEEN', parts));
      const [subject, low, high] = parts.map((part) => as(part, type));
      return typed(`(${subject} BETWEEN ${low} AND ${high})`, 'BOOLEAN');
    }
    case 'in': {
      const parts = [expression.subject, ...expression.among].map(compile);
      const type = sharedType(parts);
      if (type === undefined) throw refuse(cannotApply('IN', parts));
      const [subject, ...among] = parts.map((part) => as(part, type));
      return typed(`(${subject} IN (${among.join(', ')}))`, 'BOOLEAN');
    }
    case 'is-null':
      return typed(`(${compile(expression.subject).sql} IS NULL)`, 'BOOLEAN');
    case 'case':
      return compileCase(expression, context);
    case 'cast': {
      const operand = compile(expression.operand);
      const cast = castTo(operand, expression.to);
      const between = `${operand.type.toLowerCase()} to ${expression.to.toLowerCase()}`;
      return cast ?? fail(refuse(`the cast from ${between} is not accepted`));
    }
    case 'call':
      return compileCall(expression, context);
  }
}

/** An expression that must be true or false; its SQL. */
export function compileCondition(expression: Expression, context: ExpressionContext): string {
  const { sql, type } = compileExpression(expression, context);
  if (type === 'BOOLEAN') return sql;
  if (type === 'UNKNOWN') return 'CAST(NULL AS BOOLEAN)';
  throw queryFault(context.source, expression.at, `expected a boolean, found ${type.toLowerCase()}`);
}

function compileCase(expression: Expression & { kind: 'case' }, context: ExpressionContext): Typed {
  const compile = (part: Expression): Typed => compileExpression(part, context);
  const subject = expression.subject && compile(expression.subject);
  const results = [...expression.whens.map(({ result }) => result), expression.otherwise]
    .filter((part) => part !== undefined)
    .map(compile);
  const type = sharedType(results);
  if (type === undefined)
    throw queryFault(context.source, expression.at, 'all results of CASE must be of one type');
  const whens = expression.whens.map(({ when }, index) => {
    const test = subject ? equality(subject, when, context) : compileCondition(when, context);
    return `WHEN ${test} THEN ${as(results[index] as Typed, type)}`;
  });
  const otherwise = expression.otherwise ? ` ELSE ${as(results.at(-1) as Typed, type)}` : '';
  return typed(`(CASE ${whens.join(' ')}${otherwise} END)`, type);
}

function equality(subject: Typed, when: Expression, context: ExpressionContext): string {
  const value = compileExpression(when, context);
  const test = compare('=', subject, value);
  if (!test) throw queryFault(context.source, when.at, cannotApply('=', [subject, value]));
  return test.sql;
}

function integerLiteral(value: bigint): Typed | undefined {
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return typed(`CAST(${value} AS INTEGER)`, 'INTEGER', value);
  if (value >= -(2n ** 63n) && value < 2n ** 63n) return typed(`CAST(${value} AS BIGINT)`, 'BIGINT', value);
  return undefined;
}

const cannotApply = (operator: string, operands: readonly Typed[]): string =>
  `'${operator}' cannot be applied to ${[...new Set(operands.map(({ type }) => type.toLowerCase()))].join(', ')}`;

function fail(fault: ServiceFault): never {
  throw fault;
}
