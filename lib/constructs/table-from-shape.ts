import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { TableShape } from '../doors.ts';

export interface TableSafety {
  readonly removalPolicy: RemovalPolicy;
  readonly pointInTimeRecovery: boolean;
  readonly deletionProtection: boolean;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** A DynamoDB table on demand, encrypted, with the keys and indexes of its shape. */
export function tableFromShape(
  scope: Construct,
  id: string,
  shape: TableShape,
  safety: TableSafety,
): TableV2 {
  const { partitionKey, sortKey, indexes = [], timeToLive } = shape;
  return new TableV2(scope, id, {
    partitionKey: text(partitionKey),
    ...(sortKey && {
      sortKey: {
        name: sortKey.name,
        type: sortKey.type === 'N' ? AttributeType.NUMBER : AttributeType.STRING,
      },
    }),
    globalSecondaryIndexes: indexes.map((index) => ({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
    })),
    ...(timeToLive && { timeToLiveAttribute: timeToLive }),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: safety.pointInTimeRecovery },
    deletionProtection: safety.deletionProtection,
    removalPolicy: safety.removalPolicy,
  });
}
