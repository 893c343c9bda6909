import { regularExpressionProblem } from './regular-expression.ts';
import { as, quote, sharedType, type Typed, typed } from './typed.ts';
import type { SqlType } from './types.ts';

/** What a function answers: its translation, or why these arguments are not for it. */
export type Applied = Typed | { readonly refused: string };

/** @param now nanoseconds since the epoch, one instant for a whole query */
export type ScalarFunction = (args: readonly Typed[], now: bigint) => Applied;

const MILLISECOND = 1_000_000n;
const DAY = 86_400_000_000_000n;

const truncations: Readonly<Record<string, { unit: bigint; origin: bigint }>> = {
  second: { unit: 1_000_000_000n, origin: 0n },
  minute: { unit: 60_000_000_000n, origin: 0n },
  hour: { unit: 3_600_000_000_000n, origin: 0n },
  day: { unit: DAY, origin: 0n },
  // 1970-01-05 was a Monday.
  week: { unit: 7n * DAY, origin: 4n * DAY },
};

export const scalarFunctions: Readonly<Record<string, ScalarFunction>> = {
  now: (args, now) => (args.length === 0 ? instant(now) : mismatch(args)),
  ago: (args, now) => {
    const [span] = args;
    if (!fits(args, ['INTERVAL_DAY_TO_SECOND']) || !span) return mismatch(args);
    return typed(`(${instant(now).sql} - ${span.sql})`, 'TIMESTAMP');
  },
  bin: (args) => {
    const [time, span] = args;
    if (!fits(args, ['TIMESTAMP', 'INTERVAL_DAY_TO_SECOND']) || !time || !span) return mismatch(args);
    if (typeof span.constant !== 'bigint' || span.constant === 0n)
      return { refused: 'expected an interval literal greater than zero' };
    return typed(floored(time.sql, span.constant, 0n), 'TIMESTAMP');
  },
  date_trunc: (args) => {
    const [unit, time] = args;
    if (!fits(args, ['VARCHAR', 'TIMESTAMP']) || !unit || !time) return mismatch(args);
    const name = typeof unit.constant === 'string' ? unit.constant.toLowerCase() : '';
    const fixed = Object.hasOwn(truncations, name) ? truncations[name] : undefined;
    if (fixed) return typed(floored(time.sql, fixed.unit, fixed.origin), 'TIMESTAMP');
    if (name !== 'month' && name !== 'quarter' && name !== 'year')
      return { refused: 'expected a literal unit from second to year' };
    const micros = `((${time.sql}) // 1000)`;
    return typed(`(epoch_us(date_trunc('${name}', make_timestamp(${micros}))) * 1000)`, 'TIMESTAMP');
  },
  from_milliseconds: (args) => {
    const [millis] = args;
    if (!fits(args, ['BIGINT']) || !millis) return mismatch(args);
    return typed(`(${as(millis, 'BIGINT')} * ${MILLISECOND})`, 'TIMESTAMP');
  },
  to_milliseconds: (args) => {
    const [time] = args;
    if (!fits(args, ['TIMESTAMP']) || !time) return mismatch(args);
    return typed(`(${floored(time.sql, MILLISECOND, 0n)} // ${MILLISECOND})`, 'BIGINT');
  },
  coalesce: (args) => {
    const type = sharedType(args);
    if (args.length === 0 || type === undefined) return mismatch(args);
    return typed(`coalesce(${args.map((arg) => as(arg, type)).join(', ')})`, type);
  },
  concat: (args) => {
    if (args.length < 2 || args.some(({ type }) => type !== 'VARCHAR' && type !== 'UNKNOWN'))
      return mismatch(args);
    return concatenate(args);
  },
  length: (args) => {
    const [text] = args;
    if (!fits(args, ['VARCHAR']) || !text) return mismatch(args);
    return typed(`length(${as(text, 'VARCHAR')})`, 'BIGINT');
  },
  substr: (args) => {
    const [text, start, length] = args;
    const expected: SqlType[] = length ? ['VARCHAR', 'BIGINT', 'BIGINT'] : ['VARCHAR', 'BIGINT'];
    if (!fits(args, expected) || !text || !start) return mismatch(args);
    const [t, s] = [as(text, 'VARCHAR'), as(start, 'BIGINT')];
    const l = length && as(length, 'BIGINT');
    const absent = [t, s, ...(l === undefined ? [] : [l])].map((sql) => `${sql} IS NULL`).join(' OR ');
    // DuckDB counts from before the text where the service has nothing to give.
    const empty = `${s} = 0 OR ${s} < -length(${t})${l === undefined ? '' : ` OR ${l} <= 0`}`;
    const part = `substr(${t}, ${s}${l === undefined ? '' : `, ${l}`})`;
    return typed(`(CASE WHEN ${absent} THEN NULL WHEN ${empty} THEN '' ELSE ${part} END)`, 'VARCHAR');
  },
  regexp_extract: (args) => {
    const [text, pattern, group] = args;
    const expected: SqlType[] = group ? ['VARCHAR', 'VARCHAR', 'BIGINT'] : ['VARCHAR', 'VARCHAR'];
    if (!fits(args, expected) || !text || !pattern) return mismatch(args);
    const number = group ? group.constant : 0n;
    if (typeof pattern.constant !== 'string' || typeof number !== 'bigint')
      return { refused: 'expected literals for the pattern and the group' };
    const problem = regularExpressionProblem(pattern.constant, number);
    if (problem !== undefined) return { refused: problem };
    const [t, p] = [as(text, 'VARCHAR'), quote(pattern.constant)];
    return typed(
      `(CASE WHEN regexp_matches(${t}, ${p}) THEN regexp_extract(${t}, ${p}, ${number}) END)`,
      'VARCHAR',
    );
  },
};

/** Text joined to text; NULL as soon as one of them is, unlike DuckDB's own concat. */
export const concatenate = (args: readonly Typed[]): Typed =>
  typed(`(${args.map((arg) => as(arg, 'VARCHAR')).join(' || ')})`, 'VARCHAR');

export const mismatch = (args: readonly Typed[]): { refused: string } => ({
  refused: `unexpected parameters (${args.map(({ type }) => type.toLowerCase()).join(', ')})`,
});

/** Whether arguments of these types can be given for the expected ones. */
export const fits = (args: readonly Typed[], expected: readonly SqlType[]): boolean =>
  args.length === expected.length &&
  args.every(
    ({ type }, index) =>
      type === expected[index] ||
      type === 'UNKNOWN' ||
      (type === 'INTEGER' && (expected[index] === 'BIGINT' || expected[index] === 'DOUBLE')),
  );

const instant = (nanoseconds: bigint): Typed => typed(`CAST(${nanoseconds} AS BIGINT)`, 'TIMESTAMP');

/** Down to the multiple of `unit` since `origin`, before the epoch too. */
function floored(time: string, unit: bigint, origin: bigint): string {
  const since = origin === 0n ? time : `(${time} - ${origin})`;
  return `(${time} - (((${since} % ${unit}) + ${unit}) % ${unit}))`;
}
