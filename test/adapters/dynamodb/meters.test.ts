import { describe } from 'vitest';
import { dynamoDbMeters } from '../../../lib/adapters/dynamodb/meters.ts';
import { meterRepositoryContract } from '../../contracts/meter-repository.ts';
import { emulator } from './emulator.ts';

describe('meters in DynamoDB', () => {
  const { client, freshTable } = emulator();
  meterRepositoryContract(async () => dynamoDbMeters(client(), await freshTable('METERS_TABLE')));
});
