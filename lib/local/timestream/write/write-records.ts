import type { Catalog } from '../catalog/catalog.ts';
import { databaseName, tableName } from '../catalog/names.ts';
import { ServiceFault } from '../fault.ts';
import type { Fields } from '../fields.ts';
import { type IngestionWindow, ingestionWindow, refusalOf } from './admission.ts';
import { decodeRecords } from './decode-records.ts';
import type { Horizon } from './horizon.ts';
import type { Verdict } from './judge-points.ts';
import type { Point } from './point.ts';
import type { RecordWriter } from './record-writer.ts';

/** Answers a WriteRecords request. Records refused by RejectedRecordsException leave the others stored. */
export async function writeRecords(
  request: Fields,
  catalog: Catalog,
  clock: { now(): number },
  horizon: Horizon,
  write: RecordWriter,
): Promise<object> {
  const table = catalog.table(databaseName(request), tableName(request));
  const points = decodeRecords(request);
  const window = ingestionWindow(table, clock.now(), horizon.latest());
  const refusals = points.map((point) => refusalOf(point, table, window));
  const verdicts = await write(
    table,
    points.filter((_, index) => refusals[index] === undefined),
  );
  const answered = verdicts.values();
  const rejected = refusals.flatMap((reason, index) => {
    const verdict = reason === undefined ? (answered.next().value as Verdict) : { reason };
    return verdict === undefined ? [] : [rejection(index, verdict)];
  });
  if (rejected.length > 0) {
    const message = 'One or more records have been rejected. See RejectedRecords for details.';
    throw new ServiceFault('RejectedRecordsException', message, { RejectedRecords: rejected });
  }
  return { RecordsIngested: ingested(points, window) };
}

const rejection = (index: number, { reason, existingVersion }: NonNullable<Verdict>) => ({
  RecordIndex: index,
  Reason: reason,
  ...(existingVersion !== undefined && { ExistingVersion: Number(existingVersion) }),
});

function ingested(points: readonly Point[], window: IngestionWindow) {
  const memory = points.filter(({ time }) => time >= window.memoryFrom).length;
  return { Total: points.length, MemoryStore: memory, MagneticStore: points.length - memory };
}
