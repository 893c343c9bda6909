import type { DoorName } from '../../lib/doors.ts';

const [meter, newMeter, meters, listMeters] = ['GetItem', 'PutItem', 'BatchGetItem', 'Query'].map(
  (call) => `dynamodb:${call} Meters`,
) as [string, string, string, string];
const tokens = ['dynamodb:GetItem Tokens', 'dynamodb:PutItem Tokens'];
const query = 'timestream:Select UsageTable';
const record = [
  'dynamodb:BatchGetItem Ledger',
  'dynamodb:PartiQLInsert Ledger',
  'timestream:WriteRecords UsageTable',
];
const ingest = [meters, 'dynamodb:BatchGetItem Customers', ...record];
const park = ['dynamodb:BatchWriteItem Rejections', 'dynamodb:PutItem Rejections'];
const customer = ['dynamodb:GetItem Customers', 'dynamodb:PutItem Customers'];

/** What each door calls on the stores, written down a second time: a wider grant has to be meant. */
export const grantedCalls: Readonly<Record<DoorName, readonly string[]>> = {
  'create-meter': [newMeter],
  'fetch-meter': [meter],
  'fetch-all-meters': [listMeters, ...tokens],
  'update-meter': [meter, newMeter],
  'delete-meter': [meter, newMeter],
  'fetch-usage': [meter, query, ...tokens],
  'fetch-usage-events': [meter, query, ...tokens],
  'cancel-usage-events': [meter, 'dynamodb:UpdateItem Ledger', query, 'timestream:WriteRecords UsageTable'],
  'ingest-usage-event': [...ingest, ...park],
  'post-usage': ingest,
  'create-customer': [...customer, ...park],
  'delete-customer': [...customer, ...park],
  customers: [...customer, 'dynamodb:Query Customers', ...tokens],
  rejections: [
    ...ingest,
    ...customer,
    'dynamodb:BatchWriteItem Rejections',
    'dynamodb:DeleteItem Rejections',
    'dynamodb:GetItem Rejections',
    'dynamodb:Query Rejections',
    'dynamodb:Query Rejections/index/newest',
    ...tokens,
  ],
  openapi: [],
  unrouted: [],
  authorize: ['secretsmanager:GetSecretValue AdminKey'],
};
