import type { Aggregation } from '../../core/meter.ts';
import { LIMB_NAMES } from './event-rows.ts';
import { MAX_BASES } from './limbs.ts';
import { name, type Sql, sql } from './sql.ts';

/** Brings every time to sixteen digits, so that times compare as text. */
const SIXTEEN_DIGITS = 1e15;

/** What an aggregation reads of an event, and what it makes of a window's events. */
interface Fold {
  readonly reads: readonly { readonly as: Sql; readonly from: Sql }[];
  /** What divides a window's events further: a point is then several rows. */
  readonly by: readonly Sql[];
  readonly makes: readonly Sql[];
  readonly rowsAPoint: number;
}

const column = (text: string) => ({ as: name(text), from: name(text) });
const oneRow = { by: [], rowsAPoint: 1 } as const;
const ofKey = (make: Sql): Fold => ({ ...oneRow, reads: [column('k')], makes: [make] });
const sums: Fold = {
  reads: ['base', ...LIMB_NAMES].map(column),
  by: [name('base')],
  makes: [name('base'), ...LIMB_NAMES.map((limb, i) => sql`sum(${name(limb)}) AS ${name(`s${i}`)}`)],
  rowsAPoint: MAX_BASES,
};
/** Time, id, customer: a blank sorts in front of all that an escaped text holds, so the shorter of two ids comes first. */
const place = sql`concat(CAST(to_milliseconds(time) + ${SIXTEEN_DIGITS} AS VARCHAR), id, ' ', customer_id)`;

export const folds: Readonly<Record<Aggregation, Fold>> = {
  SUM: sums,
  AVG: sums,
  COUNT: { ...oneRow, reads: [], makes: [] },
  MIN: ofKey(sql`min(k) AS k`),
  MAX: ofKey(sql`max(k) AS k`),
  UNIQUE_COUNT: ofKey(sql`count(DISTINCT k) AS uniques`),
  LATEST: {
    ...oneRow,
    reads: [column('k'), { as: name('place'), from: place }],
    makes: [sql`max_by(k, place) AS k`],
  },
};
