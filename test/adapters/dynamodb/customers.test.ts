import { describe } from 'vitest';
import { dynamoDbCustomers } from '../../../lib/adapters/dynamodb/customers.ts';
import { customerRepositoryContract } from '../../contracts/customer-repository.ts';
import { emulator } from './emulator.ts';

describe('customers in DynamoDB', () => {
  const { client, freshTable } = emulator();
  customerRepositoryContract(async () => dynamoDbCustomers(client(), await freshTable('CUSTOMERS_TABLE')));
});
