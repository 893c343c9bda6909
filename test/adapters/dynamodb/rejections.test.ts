import { describe } from 'vitest';
import { dynamoDbRejections } from '../../../lib/adapters/dynamodb/rejections.ts';
import { rejectionRepositoryContract } from '../../contracts/rejection-repository.ts';
import { stoppedClock } from '../../fixtures/time.ts';
import { emulator } from './emulator.ts';

describe('rejections in DynamoDB', () => {
  const { client, freshTable } = emulator();
  rejectionRepositoryContract(async () =>
    dynamoDbRejections(client(), await freshTable('REJECTIONS_TABLE'), {
      clock: stoppedClock(),
      keepDays: 90,
    }),
  );
});
