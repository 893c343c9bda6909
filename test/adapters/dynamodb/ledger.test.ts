import { describe } from 'vitest';
import { dynamoDbLedger } from '../../../lib/adapters/dynamodb/ledger.ts';
import { eventLedgerContract } from '../../contracts/event-ledger.ts';
import { emulator } from './emulator.ts';

describe('the ledger in DynamoDB', () => {
  const { client, freshTable } = emulator();
  eventLedgerContract(async () => dynamoDbLedger(client(), await freshTable('LEDGER_TABLE')));
});
