import type { Asks, Resource } from '../doors.ts';

/** The calls that the adapters make to answer each word, and no others. */
const actions: { readonly [R in Resource]: Readonly<Record<Asks[R], readonly string[]>> } = {
  meters: {
    add: ['dynamodb:PutItem'],
    find: ['dynamodb:GetItem'],
    'find-all': ['dynamodb:BatchGetItem'],
    replace: ['dynamodb:PutItem'],
    list: ['dynamodb:Query'],
  },
  customers: {
    find: ['dynamodb:GetItem'],
    'find-all': ['dynamodb:BatchGetItem'],
    save: ['dynamodb:PutItem'],
    list: ['dynamodb:Query'],
  },
  ledger: {
    // An INSERT that finds its key taken does not say by what.
    record: ['dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem'],
    cancel: ['dynamodb:UpdateItem'],
  },
  usage: { record: ['timestream:WriteRecords'], query: ['timestream:Select'] },
  rejections: {
    // Large events lie in parts; those of a rejection that was parked before are deleted again.
    park: ['dynamodb:PutItem', 'dynamodb:BatchWriteItem'],
    find: ['dynamodb:GetItem', 'dynamodb:Query'],
    list: ['dynamodb:Query', 'dynamodb:GetItem'],
    remove: ['dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
  },
  // Whoever needs the key first makes it.
  tokens: {
    seal: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    open: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  },
  adminKey: { read: ['secretsmanager:GetSecretValue'] },
};

/** The IAM actions that these words come to. */
export const actionsOf = <R extends Resource>(resource: R, words: readonly Asks[R][]): readonly string[] => [
  ...new Set(words.flatMap((word) => actions[resource][word])),
];
