import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '../catalog/table.ts';
import type { TableSchema } from '../catalog/table-schema.ts';
import type { Transactions } from '../store/transactions.ts';
import type { Horizon } from './horizon.ts';
import { judgePoints, type Verdict } from './judge-points.ts';
import type { Point } from './point.ts';
import { type Moment, storeChanges } from './store-changes.ts';

/** Stores the records that versions allow, and answers in their order once those are durable. */
export type RecordWriter = (table: Table, points: readonly Point[]) => Promise<readonly Verdict[]>;

interface Request {
  readonly table: Table;
  readonly points: readonly Point[];
  readonly resolve: (verdicts: readonly Verdict[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** So many records share a transaction at most, lest a long queue become a long wait for everyone in it. */
const MAX_GROUP = 2000;

/** Requests that arrive while a transaction is under way share the next one. */
export function recordWriter(
  transactions: Transactions,
  horizon: Pick<Horizon, 'keep'>,
  moment: () => Moment,
): RecordWriter {
  const waiting: Request[] = [];
  let scheduled = false;

  const schedule = () => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    void commitGroup();
  };

  const commitGroup = async () => {
    let group: readonly Request[] = [];
    const begin = () => {
      scheduled = false;
      group = takeGroup(waiting);
      schedule();
    };
    try {
      const { verdicts } = await transactions.run(async (connection) => {
        begin();
        await horizon.keep(connection);
        return await writeGroup(connection, group, moment());
      }, adoptSchemas);
      for (const [request, answer] of verdicts) request.resolve(answer);
    } catch (error) {
      // No transaction could be begun: those who waited for it must hear of it all the same.
      if (group.length === 0) begin();
      for (const request of group) request.reject(error);
    }
  };

  return (table, points) =>
    new Promise((resolve, reject) => {
      waiting.push({ table, points, resolve, reject });
      schedule();
    });
}

interface Written {
  readonly verdicts: ReadonlyMap<Request, readonly Verdict[]>;
  readonly schemas: ReadonlyMap<Table, TableSchema>;
}

async function writeGroup(
  connection: DuckDBConnection,
  group: readonly Request[],
  moment: Moment,
): Promise<Written> {
  const verdicts = new Map<Request, readonly Verdict[]>();
  const schemas = new Map<Table, TableSchema>();
  for (const table of new Set(group.map((request) => request.table))) {
    const requests = group.filter((request) => request.table === table);
    const points = requests.flatMap((request) => request.points);
    const changes = await judgePoints(connection, table, points);
    await storeChanges(connection, table, changes, moment);
    schemas.set(table, changes.schema);
    let from = 0;
    for (const request of requests) {
      verdicts.set(request, changes.verdicts.slice(from, from + request.points.length));
      from += request.points.length;
    }
  }
  return { verdicts, schemas };
}

function adoptSchemas({ schemas }: Written): void {
  for (const [table, schema] of schemas) table.schema = schema;
}

function takeGroup(waiting: Request[]): Request[] {
  let records = 0;
  let count = 0;
  for (const { points } of waiting) {
    if (count > 0 && records + points.length > MAX_GROUP) break;
    records += points.length;
    count++;
  }
  return waiting.splice(0, count);
}
