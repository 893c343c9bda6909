import type { Access, Resource } from '../doors.ts';

/** The calls that the adapters make, and no others; `readWrite` holds what only a door that may do both needs. */
const actions: Readonly<
  Record<Resource, { readonly read: string[]; readonly write: string[]; readonly readWrite?: string[] }>
> = {
  meters: {
    read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    write: ['dynamodb:PutItem'],
  },
  customers: {
    read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    write: ['dynamodb:PutItem'],
  },
  ledger: {
    read: ['dynamodb:BatchGetItem'],
    write: ['dynamodb:PartiQLInsert', 'dynamodb:UpdateItem'],
  },
  usage: { read: ['timestream:Select'], write: ['timestream:WriteRecords'] },
  rejections: {
    read: ['dynamodb:GetItem', 'dynamodb:Query'],
    write: ['dynamodb:PutItem', 'dynamodb:BatchWriteItem'],
    readWrite: ['dynamodb:DeleteItem'],
  },
  tokens: { read: ['dynamodb:GetItem'], write: ['dynamodb:PutItem'] },
  adminKey: { read: ['secretsmanager:GetSecretValue'], write: [] },
};

/** The IAM actions that an access to a resource comes to. */
export function actionsOf(resource: Resource, access: Access): readonly string[] {
  const { read, write, readWrite = [] } = actions[resource];
  if (access === 'read-write') return [...read, ...write, ...readWrite];
  return access === 'read' ? read : write;
}
