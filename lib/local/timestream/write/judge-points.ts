import type { DuckDBConnection } from '@duckdb/node-api';
import { draftSchema, type Shape } from '../catalog/schema-draft.ts';
import { storedTable, type Table } from '../catalog/table.ts';
import type { TableSchema } from '../catalog/table-schema.ts';
import type { Point } from './point.ts';

/** Why one record was not stored. */
export interface Refused {
  readonly reason: string;
  readonly existingVersion?: bigint;
}

export type Verdict = Refused | undefined;

/** What a run of records comes to, before anything is written. */
export interface Changes {
  /** In the order of the records. */
  readonly verdicts: readonly Verdict[];
  /** The state each changed record ends in. */
  readonly points: ReadonlyMap<bigint, Point>;
  /** Those of them that take the place of a stored version. */
  readonly replaced: readonly bigint[];
  readonly schema: TableSchema;
}

type State = Pick<Point, 'version' | 'digest'>;

/** Judges records one after the other against what is stored and against those before them. */
export async function judgePoints(
  connection: DuckDBConnection,
  table: Table,
  points: readonly Point[],
): Promise<Changes> {
  const states = await storedStates(connection, table, points);
  const stored = new Set(states.keys());
  const changed = new Map<bigint, Point>();
  const draft = draftSchema(table.schema);
  const verdicts = points.map((point): Verdict => {
    const state = states.get(point.id);
    if (state && point.version <= state.version) return repeatVerdict(point, state);
    const reason = draft.admit(shapeOf(point));
    if (reason !== undefined) return { reason };
    states.set(point.id, point);
    changed.set(point.id, point);
    return undefined;
  });
  const replaced = [...changed.keys()].filter((id) => stored.has(id));
  return { verdicts, points: changed, replaced, schema: draft.schema() };
}

async function storedStates(
  connection: DuckDBConnection,
  table: Table,
  points: readonly Point[],
): Promise<Map<bigint, State>> {
  if (points.length === 0) return new Map();
  const ids = [...new Set(points.map(({ id }) => id))].join(',');
  const found = await connection.run(
    `SELECT row_id, row_version, row_digest FROM ${storedTable(table)} WHERE row_id IN (${ids}) AND row_until IS NULL`,
  );
  const rows = await found.getRows();
  return new Map(
    rows.map(([id, version, digest]) => [
      id as bigint,
      { version: version as bigint, digest: digest as bigint },
    ]),
  );
}

/** An identical resend is harmless; anything else that is not newer is refused. */
function repeatVerdict(point: Point, state: State): Verdict {
  if (point.version < state.version) {
    const reason = `The record version ${point.version} is lower than the existing version ${state.version}. A higher version is required to update the measure value.`;
    return { reason, existingVersion: state.version };
  }
  if (point.digest === state.digest) return undefined;
  const reason =
    'A record already exists with the same time, dimensions, measure name, and record version. A higher record version must be specified in order to update the measure value.';
  return { reason, existingVersion: state.version };
}

const shapeOf = ({ measureName, dimensions, values }: Point): Shape => ({
  measureName,
  columns: [
    ...dimensions.map(([name]) => ({ name, kind: 'DIMENSION', type: 'VARCHAR' }) as const),
    ...values.map(({ column, type }) => ({ name: column, kind: 'MEASURE', type }) as const),
  ],
});
