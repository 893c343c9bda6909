import type { BinaryOperator, Comparison } from './syntax.ts';
import { as, type Typed, typed } from './typed.ts';
import { commonType, isNumber } from './types.ts';

/** A binary operator on two operands, or `undefined` where the service has none for their types. */
export function applyOperator(operator: BinaryOperator, left: Typed, right: Typed): Typed | undefined {
  if (isComparison(operator)) return compare(operator, left, right);
  return arithmetic(operator, left, right) ?? temporal(operator, left, right);
}

export function compare(operator: Comparison, left: Typed, right: Typed): Typed | undefined {
  const type = commonType(left.type, right.type);
  if (type === undefined) return undefined;
  return typed(`(${as(left, type)} ${operator} ${as(right, type)})`, 'BOOLEAN');
}

function arithmetic(operator: BinaryOperator, left: Typed, right: Typed): Typed | undefined {
  const type = commonType(left.type, right.type);
  if (type === undefined || !isNumber(type)) return undefined;
  const [a, b] = [as(left, type), as(right, type)];
  if (type === 'DOUBLE' || (operator !== '/' && operator !== '%')) {
    return typed(`(${a} ${operator} ${b})`, type);
  }
  // DuckDB's / is never whole, and both operators answer NULL for a zero where the service fails.
  const whole = operator === '/' ? '//' : '%';
  return typed(`(CASE WHEN ${b} = 0 THEN error('Division by zero') ELSE ${a} ${whole} ${b} END)`, type);
}

const span = 'INTERVAL_DAY_TO_SECOND';

function temporal(operator: BinaryOperator, left: Typed, right: Typed): Typed | undefined {
  if (operator !== '+' && operator !== '-') return undefined;
  const sql = `(${left.sql} ${operator} ${right.sql})`;
  if (left.type === 'TIMESTAMP' && right.type === span) return typed(sql, 'TIMESTAMP');
  if (left.type === span && right.type === span) return typed(sql, span);
  if (left.type === 'TIMESTAMP' && right.type === 'TIMESTAMP' && operator === '-') return typed(sql, span);
  if (left.type === span && right.type === 'TIMESTAMP' && operator === '+') return typed(sql, 'TIMESTAMP');
  return undefined;
}

const isComparison = (operator: BinaryOperator): operator is Comparison =>
  !['+', '-', '*', '/', '%'].includes(operator);
