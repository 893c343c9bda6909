import { describe } from 'vitest';
import { dynamoDbPageTokens } from '../../../lib/adapters/dynamodb/page-tokens.ts';
import { pageTokensContract } from '../../contracts/page-tokens.ts';
import { emulator } from './emulator.ts';

describe('page tokens in DynamoDB', () => {
  const { client, freshTable } = emulator();
  pageTokensContract(async () => dynamoDbPageTokens(client(), await freshTable('TOKENS_TABLE')));
});
