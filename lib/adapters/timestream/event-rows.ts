import { MAX_CUSTOMER_ID } from '../../core/customer.ts';
import { MAX_DIMENSION_NAME, MAX_DIMENSION_VALUE } from '../../core/usage-event.ts';
import type { UsageSelection } from '../../core/usage-query.ts';
import { withinHistory } from '../../core/usage-range.ts';
import { anyOf } from './any-of.ts';
import { dimensionPattern, markedText } from './dimension-text.ts';
import { ESCAPED_PATTERN, escaped } from './escaped.ts';
import { LIMBS } from './limbs.ts';
import { joined, name, type Sql, sql } from './sql.ts';
import { FIELD, HEAD, MAX_PIECES, NARROW, pieceName } from './usage-record.ts';

export const LIMB_NAMES = Array.from({ length: LIMBS }, (_, i) => `v${i}`);
const limbColumns = joined(LIMB_NAMES.map(name), ', ');
const PIECES = Array.from({ length: MAX_PIECES }, (_, i) => pieceName(i + 1));

/**
 * `WITH` and the table `events`, one row for each event of a selection, filters aside. An event of several records is
 * put together again, and left out while any of them is missing.
 */
export function withEvents(table: Sql, selection: UsageSelection): Sql {
  const scan = scanned(selection);
  return sql`WITH pieces AS (
SELECT customer_id, time, concat(${joined(PIECES.map(pieceText), ', ')}) AS dims,
max(base) AS base, ${joined(
    LIMB_NAMES.map((limb) => sql`max(${name(limb)}) AS ${name(limb)}`),
    ', ',
  )},
max(received_at) AS received_at, max(canceled_at) AS canceled_at
FROM ${table} WHERE measure_name IN (${joined([HEAD, ...PIECES], ', ')}) AND ${scan}
GROUP BY customer_id, event, time
HAVING count(*) = 1 + CAST(max(CASE WHEN measure_name = ${HEAD} THEN dims END) AS BIGINT)
), events AS (
SELECT customer_id, time, id, k, dims, base, ${limbColumns}, received_at, canceled_at
FROM ${table} WHERE measure_name = ${NARROW} AND ${scan}
UNION ALL
SELECT customer_id, time, ${field(`${FIELD}(${ESCAPED_PATTERN})${FIELD}`)}, ${field(`^(${ESCAPED_PATTERN})${FIELD}`)},
dims, base, ${limbColumns}, received_at, canceled_at
FROM pieces)`;
}

/** What the filters of a selection ask of a row of `events`. */
export const admitted = ({ filters }: UsageSelection): Sql[] =>
  [...filters].map(([dimension, texts]) =>
    dimension.length <= MAX_DIMENSION_NAME && dimension.isWellFormed()
      ? anyOf(dimensionSql(dimension), texts, MAX_DIMENSION_VALUE, markedText)
      : sql`1 = 0`,
  );

/** A dimension's marked text; the empty text where it is absent, whether a pattern without match gives NULL or ''. */
export const dimensionSql = (dimension: string): Sql =>
  sql`coalesce(regexp_extract(dims, ${dimensionPattern(dimension)}, 1), '')`;

/** What the service finds its partitions by: always the meter and the time, the customers where they are named. */
function scanned(selection: UsageSelection): Sql {
  const { from, to } = withinHistory(selection);
  const { meterId, customerIds } = selection;
  const conditions = [
    sql`meter_id = ${meterId} AND time >= from_milliseconds(${from}) AND time < from_milliseconds(${to})`,
  ];
  if (customerIds) conditions.push(anyOf(sql`customer_id`, customerIds, MAX_CUSTOMER_ID, escaped));
  return joined(conditions, ' AND ');
}

const pieceText = (piece: string): Sql =>
  sql`coalesce(max(CASE WHEN measure_name = ${piece} THEN dims END), '')`;

const field = (pattern: string): Sql => sql`regexp_extract(dims, ${pattern}, 1)`;
