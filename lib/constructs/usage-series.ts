import { Annotations, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-timestream';
import { Construct } from 'constructs';
import { usageSeries } from '../doors.ts';

/**
 * The Timestream table that answers queries, and the bucket where the service reports the late records that it did not
 * take. The rows of one customer lie together: nearly every question is about one.
 */
export class UsageSeries extends Construct {
  readonly databaseName: string;
  readonly tableName: string;
  readonly tableArn: string;
  /**
   * Reports of records older than `usageSeries.memoryHours` that the service turned away after it had answered, kept for
   * 90 days. Most of them tell of no loss: the magnetic store turns away a version that it has already, so each harmless
   * resend of old usage is reported too. What is lost indeed is still in the ledger.
   */
  readonly rejectedRecords: Bucket;

  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    this.rejectedRecords = new Bucket(this, 'RejectedRecords', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy,
    });

    const database = new CfnDatabase(this, 'Database');
    // The service's own spelling: these two properties are plain JSON to CloudFormation, `schema` is not.
    const table = new CfnTable(this, 'Table', {
      databaseName: database.ref,
      retentionProperties: {
        MemoryStoreRetentionPeriodInHours: String(usageSeries.memoryHours),
        MagneticStoreRetentionPeriodInDays: String(usageSeries.magneticDays),
      },
      magneticStoreWriteProperties: {
        EnableMagneticStoreWrites: true,
        MagneticStoreRejectedDataLocation: {
          S3Configuration: { BucketName: this.rejectedRecords.bucketName, EncryptionOption: 'SSE_S3' },
        },
      },
      schema: {
        compositePartitionKey: [
          { type: 'DIMENSION', name: usageSeries.partitionKey, enforcementInRecord: 'REQUIRED' },
        ],
      },
    });
    for (const resource of [database, table]) resource.applyRemovalPolicy(removalPolicy);
    this.databaseName = database.ref;
    this.tableName = table.attrName;
    this.tableArn = table.attrArn;

    Annotations.of(this).addInfo(
      'Amazon Timestream for LiveAnalytics is closed to new customers since 20 June 2025: an account that did not use ' +
        'it before is refused when this stack creates its database.',
    );
  }
}
