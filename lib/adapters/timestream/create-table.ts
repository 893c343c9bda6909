import {
  ConflictException,
  CreateDatabaseCommand,
  CreateTableCommand,
  type CreateTableRequest,
  type TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import type { TableName } from './table-name.ts';

/** How long each store keeps usage, and the dimension that spreads it. */
export interface SeriesShape {
  readonly memoryHours: number;
  readonly magneticDays: number;
  readonly partitionKey: string;
}

/** The table as the service is asked for it. Magnetic writes are on, because usage may arrive years late. */
export const timestreamTable = ({ database, table }: TableName, shape: SeriesShape): CreateTableRequest => ({
  DatabaseName: database,
  TableName: table,
  RetentionProperties: {
    MemoryStoreRetentionPeriodInHours: shape.memoryHours,
    MagneticStoreRetentionPeriodInDays: shape.magneticDays,
  },
  MagneticStoreWriteProperties: { EnableMagneticStoreWrites: true },
  Schema: {
    CompositePartitionKey: [{ Type: 'DIMENSION', Name: shape.partitionKey, EnforcementInRecord: 'REQUIRED' }],
  },
});

/** Creates database and table; what is there already is left as it is. */
export async function createTimestreamTable(
  client: TimestreamWriteClient,
  names: TableName,
  shape: SeriesShape,
): Promise<void> {
  await unlessThere(client.send(new CreateDatabaseCommand({ DatabaseName: names.database })));
  await unlessThere(client.send(new CreateTableCommand(timestreamTable(names, shape))));
}

async function unlessThere(created: Promise<unknown>): Promise<void> {
  try {
    await created;
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}
