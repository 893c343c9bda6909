import {
  AccessDeniedException,
  ConflictException,
  type CreateDatabaseCommand,
  type CreateTableCommand,
  type TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import { describe, expect, it } from 'vitest';
import { createTimestreamTable } from '../../../lib/adapters/timestream/create-table.ts';
import { usageSeries } from '../../../lib/doors.ts';

const names = { database: 'meterhouse', table: 'usage' };
type Command = CreateDatabaseCommand | CreateTableCommand;

function clientThat(answer: (command: Command) => void): {
  client: TimestreamWriteClient;
  inputs: unknown[];
} {
  const inputs: unknown[] = [];
  const send = async (command: Command): Promise<object> => {
    inputs.push(command.input);
    answer(command);
    return {};
  };
  return { client: { send } as unknown as TimestreamWriteClient, inputs };
}

describe('createTimestreamTable', () => {
  it('asks for a table that takes late usage and spreads it by customer', async () => {
    const { client, inputs } = clientThat(() => {});
    await createTimestreamTable(client, names, usageSeries);
    expect(inputs).toEqual([
      { DatabaseName: 'meterhouse' },
      {
        DatabaseName: 'meterhouse',
        TableName: 'usage',
        RetentionProperties: {
          MemoryStoreRetentionPeriodInHours: 24,
          MagneticStoreRetentionPeriodInDays: 73_000,
        },
        MagneticStoreWriteProperties: { EnableMagneticStoreWrites: true },
        Schema: {
          CompositePartitionKey: [
            { Type: 'DIMENSION', Name: 'customer_id', EnforcementInRecord: 'REQUIRED' },
          ],
        },
      },
    ]);
  });

  it('leaves alone what is there already', async () => {
    const { client, inputs } = clientThat(() => {
      throw new ConflictException({ $metadata: {}, message: 'exists', Message: 'exists' });
    });
    await createTimestreamTable(client, names, usageSeries);
    expect(inputs).toHaveLength(2);
  });

  it('lets a refusal fly', async () => {
    const { client } = clientThat(() => {
      throw new AccessDeniedException({
        $metadata: {},
        message: 'closed to new customers',
        Message: 'closed to new customers',
      });
    });
    await expect(createTimestreamTable(client, names, usageSeries)).rejects.toThrow(AccessDeniedException);
  });
});
