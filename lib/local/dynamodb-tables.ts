import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type TableSetting, type TableShape, tables } from '../doors.ts';

const SECONDS_TO_CREATE = 60;

/** Creates the tables that are not there yet, under these names, and waits until all can be used. */
export async function createTables(
  client: DynamoDBClient,
  tableNames: Readonly<Record<TableSetting, string>>,
): Promise<void> {
  const shapes = Object.entries(tables) as [TableSetting, TableShape][];
  await Promise.all(shapes.map(([setting, shape]) => createTable(client, tableNames[setting], shape)));
}

/** Creates one table, paid for by request; quiet when it is there. */
export async function createTable(client: DynamoDBClient, name: string, shape: TableShape): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(shape.partitionKey, shape.sortKey?.name),
        AttributeDefinitions: keyAttributes(shape),
        ...(shape.indexes
          ? {
              GlobalSecondaryIndexes: shape.indexes.map(({ name, partitionKey, sortKey }) => ({
                IndexName: name,
                KeySchema: keySchema(partitionKey, sortKey),
                Projection: { ProjectionType: 'ALL' as const },
              })),
            }
          : {}),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: SECONDS_TO_CREATE, minDelay: 1 }, { TableName: name });
  if (shape.timeToLive) await enableTimeToLive(client, name, shape.timeToLive);
}

const keySchema = (partitionKey: string, sortKey?: string): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
];

function keyAttributes({ partitionKey, sortKey, indexes = [] }: TableShape): AttributeDefinition[] {
  const texts = [partitionKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  return [
    ...texts.map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
    ...(sortKey ? [{ AttributeName: sortKey.name, AttributeType: sortKey.type }] : []),
  ];
}

/** Endpoints without this call keep expired items, which the adapters pass over all the same. */
async function enableTimeToLive(client: DynamoDBClient, name: string, attribute: string): Promise<void> {
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return;
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UnknownOperationException') throw error;
  }
}
