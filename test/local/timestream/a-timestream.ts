import { QueryCommand, TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import {
  type _Record,
  CreateDatabaseCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  TimestreamWriteClient,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import { onTestFinished } from 'vitest';
import { startTimestream, type TimestreamOptions } from '../../../lib/local/timestream/start-timestream.ts';

/** 2026-01-10T12:00:00Z, the present of every test that names no other. */
export const NOW = Date.UTC(2026, 0, 10, 12);

export interface Cells {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  /** Texts as the service gives them; null for NullValue. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export const clientsOf = (endpoint: string) => {
  const settings = {
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
    maxAttempts: 1,
  };
  return { writer: new TimestreamWriteClient(settings), reader: new TimestreamQueryClient(settings) };
};

/** An endpoint with the database `shop` and the table `usage`, stopped when the test ends. */
export async function aTimestream(
  options: TimestreamOptions = {},
  table: Partial<CreateTableCommandInput> | 'as it is' = {},
) {
  const clock = options.clock ?? { now: () => NOW };
  const running = await startTimestream({ ...options, clock });
  const { writer, reader } = clientsOf(running.endpoint);
  const stop = async () => {
    writer.destroy();
    reader.destroy();
    await running.stop();
  };
  onTestFinished(stop);
  if (table !== 'as it is') {
    await writer.send(new CreateDatabaseCommand({ DatabaseName: 'shop' }));
    await writer.send(new CreateTableCommand({ DatabaseName: 'shop', TableName: 'usage', ...table }));
  }
  return {
    endpoint: running.endpoint,
    writer,
    reader,
    stop,
    write: (records: readonly _Record[], common?: _Record) =>
      writer.send(
        new WriteRecordsCommand({
          DatabaseName: 'shop',
          TableName: 'usage',
          Records: [...records],
          ...(common && { CommonAttributes: common }),
        }),
      ),
    query: async (sql: string): Promise<Cells> =>
      cellsOf(await reader.send(new QueryCommand({ QueryString: sql }))),
  };
}

export const cellsOf = (answer: {
  ColumnInfo?:
    | { Name?: string | undefined; Type?: { ScalarType?: string | undefined } | undefined }[]
    | undefined;
  Rows?: { Data?: { ScalarValue?: string | undefined }[] | undefined }[] | undefined;
}): Cells => ({
  columns: answer.ColumnInfo?.map(({ Name }) => Name ?? '') ?? [],
  types: answer.ColumnInfo?.map(({ Type }) => Type?.ScalarType ?? '') ?? [],
  rows: answer.Rows?.map(({ Data }) => Data?.map(({ ScalarValue }) => ScalarValue ?? null) ?? []) ?? [],
});

/** A record that every table takes: customer c1, measure name `usage`, the BIGINT `units` of 1, now. */
export const aRecord = (changes: _Record = {}): _Record => ({
  Dimensions: [{ Name: 'customer', Value: 'c1' }],
  MeasureName: 'usage',
  MeasureValueType: 'MULTI',
  MeasureValues: [{ Name: 'units', Type: 'BIGINT', Value: '1' }],
  Time: String(NOW),
  ...changes,
});

export const units = (value: number | string): Pick<_Record, 'MeasureValues'> => ({
  MeasureValues: [{ Name: 'units', Type: 'BIGINT', Value: String(value) }],
});

/** What a refusal says, in a form that a test can compare. */
export const refusal = (
  work: Promise<unknown>,
): Promise<{ name: string; message: string; rejected: unknown }> =>
  work.then(
    () => Promise.reject(new Error('expected a refusal')),
    (error) => ({ name: error.name, message: error.message, rejected: error.RejectedRecords }),
  );
