import {
  RejectedRecordsException,
  type TimestreamWriteClient,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import type { LedgerEntry } from '../../core/usage-event.ts';
import { inFlight } from '../aws/in-flight.ts';
import type { TableName } from './table-name.ts';
import { usageRecords } from './usage-record.ts';
import { batchesOf, type IndexedRecord, writeRequest } from './write-batch.ts';

/** Writes entries and answers in order; what one call of the service fails with concerns the entries of that call only. */
export async function recordUsage(
  client: TimestreamWriteClient,
  table: TableName,
  entries: readonly LedgerEntry[],
): Promise<readonly (Error | undefined)[]> {
  const answers = new Array<Error | undefined>(entries.length).fill(undefined);
  const records: IndexedRecord[] = [];
  entries.forEach((entry, index) => {
    try {
      records.push(...usageRecords(entry).map((record) => ({ index, record })));
    } catch (error) {
      answers[index] = asError(error);
    }
  });
  await inFlight(batchesOf(records), async (batch) => {
    try {
      await client.send(new WriteRecordsCommand(writeRequest(table, batch)));
    } catch (error) {
      for (const [index, fault] of faultsOf(batch, error)) answers[index] ??= fault;
    }
  });
  return answers;
}

/** Which entries of a call failed. Of a rejection those that it names alone: the service stored all others. */
function* faultsOf(batch: readonly IndexedRecord[], error: unknown): Generator<[number, Error]> {
  const rejected = error instanceof RejectedRecordsException ? (error.RejectedRecords ?? []) : [];
  const placed = rejected.every(({ RecordIndex }) => RecordIndex !== undefined && RecordIndex in batch);
  if (rejected.length === 0 || !placed) {
    for (const { index } of batch) yield [index, asError(error)];
    return;
  }
  for (const { RecordIndex, Reason, ExistingVersion } of rejected) {
    const at = batch[RecordIndex ?? -1];
    // A higher version that is already there is a later state of the same event, and ours is no news.
    if (!at || (ExistingVersion ?? 0) > (at.record.Version ?? 1)) continue;
    yield [at.index, new Error(`the usage series rejected a record: ${Reason}`, { cause: error })];
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
