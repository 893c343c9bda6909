import { MAX_CUSTOMER_ID } from '../../core/customer.ts';
import { MAX_DIMENSION_NAME, MAX_DIMENSION_VALUE } from '../../core/event-dimensions.ts';
import type { UsageSelection } from '../../core/usage-query.ts';
import { withinHistory } from '../../core/usage-range.ts';
import { anyOf } from './any-of.ts';
import { dimensionPattern, markedText } from './dimension-text.ts';
import { ESCAPED_PATTERN, escaped } from './escaped.ts';
import { LIMBS } from './limbs.ts';
import { joined, list, name, type Sql, sql } from './sql.ts';
import { FIELD, HEAD, MAX_PIECES, NARROW, pieceName } from './usage-record.ts';

export const LIMB_NAMES = Array.from({ length: LIMBS }, (_, i) => `v${i}`);
const PIECES = Array.from({ length: MAX_PIECES }, (_, i) => pieceName(i + 1));

const numbers = ['base', ...LIMB_NAMES, 'received_at', 'canceled_at'].map(name);
const headNumbers = list(numbers.map((column) => sql`max(${column}) AS ${column}`));
const textOfPieces = sql`concat(${list(PIECES.map(pieceText))})`;
const valueField = field(`^(${ESCAPED_PATTERN})${FIELD}`);
const idField = field(`${FIELD}(${ESCAPED_PATTERN})${FIELD}`);

/**
 * `WITH` and the table `events`, one row for each event of a selection, filters aside. An event of several records is
 * put together again, and left out while any of them is missing.
 */
export function withEvents(table: Sql, selection: UsageSelection): Sql {
  const scan = scanned(selection);
  return sql`WITH pieces AS (
SELECT customer_id, time, ${textOfPieces} AS dims, ${headNumbers}
FROM ${table} WHERE measure_name IN (${list([HEAD, ...PIECES])}) AND ${scan}
GROUP BY customer_id, event, time
HAVING count(*) = 1 + CAST(max(CASE WHEN measure_name = ${HEAD} THEN dims END) AS BIGINT)
), events AS (
SELECT customer_id, time, id, k, dims, ${list(numbers)}
FROM ${table} WHERE measure_name = ${NARROW} AND ${scan}
UNION ALL
SELECT customer_id, time, ${idField}, ${valueField}, dims, ${list(numbers)}
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

function pieceText(piece: string): Sql {
  return sql`coalesce(max(CASE WHEN measure_name = ${piece} THEN dims END), '')`;
}

function field(pattern: string): Sql {
  return sql`regexp_extract(dims, ${pattern}, 1)`;
}
