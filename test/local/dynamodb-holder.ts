/** Starts DynamoDB on the folder of its argument and writes items until it is killed, telling each that was answered. */
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../lib/adapters/dynamodb/client.ts';
import { startDynamoDb } from '../../lib/local/dynamodb.ts';

const { endpoint } = await startDynamoDb({ dataFolder: process.argv[2] as string });
const client = dynamoDbClient(endpoint, {});
await client.send(
  new CreateTableCommand({
    TableName: 'kept',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  }),
);
for (let i = 0; ; i++) {
  await client.send(new PutItemCommand({ TableName: 'kept', Item: { pk: { S: String(i) } } }));
  console.log(i);
}
