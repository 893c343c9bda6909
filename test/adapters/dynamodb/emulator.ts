import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { dynamoDbClient } from '../../../lib/adapters/dynamodb/client.ts';
import { type TableSetting, tables } from '../../../lib/doors.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../../lib/local/dynamodb.ts';
import { createTable } from '../../../lib/local/dynamodb-tables.ts';

/** An emulator in memory for the tests of one file, with fresh tables for whoever asks. */
export function emulator(): {
  endpoint(): string;
  client(): DynamoDBClient;
  /** A client of its own, which a test may tamper with. */
  newClient(): DynamoDBClient;
  freshTable(setting: TableSetting): Promise<string>;
} {
  let running: LocalDynamoDb;
  const clients: DynamoDBClient[] = [];
  const newClient = (): DynamoDBClient => {
    const client = dynamoDbClient(running.endpoint, {});
    clients.push(client);
    return client;
  };
  let shared: DynamoDBClient;
  beforeAll(async () => {
    running = await startDynamoDb({});
    shared = newClient();
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await running.stop();
  });
  return {
    endpoint: () => running.endpoint,
    client: () => shared,
    newClient,
    freshTable: async (setting) => {
      const name = `${setting.toLowerCase()}-${randomUUID()}`;
      await createTable(shared, name, tables[setting]);
      return name;
    },
  };
}
