import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import { MeteringStores, type MeteringStoresProps } from '../../lib/constructs/metering-stores.ts';
import { type TableShape, tables, usageSeries } from '../../lib/doors.ts';
import { scratchApp } from './scratch-app.ts';
import { resource, resourcePolicy, statementsOf, target } from './template-reading.ts';

const mount = (props?: MeteringStoresProps) => {
  const stack = new Stack(scratchApp(), 'Stack');
  return { stack, stores: new MeteringStores(stack, 'Stores', props) };
};
const templateOf = (props?: MeteringStoresProps) => Template.fromStack(mount(props).stack);

const shapes: readonly (readonly [string, TableShape])[] = [
  ['Meters', tables.METERS_TABLE],
  ['Customers', tables.CUSTOMERS_TABLE],
  ['Ledger', tables.LEDGER_TABLE],
  ['Rejections', tables.REJECTIONS_TABLE],
  ['Tokens', tables.TOKENS_TABLE],
];

describe('the DynamoDB tables', () => {
  const template = templateOf();
  const found = Object.entries(template.findResources('AWS::DynamoDB::GlobalTable'));

  it('are those of the table of shapes', () => {
    expect(shapes.map(([, shape]) => shape).toSorted()).toEqual(Object.values(tables).toSorted());
    expect(found.map(([id]) => id.replace(/^Stores|[0-9A-F]{8}$/g, ''))).toEqual(
      shapes.map(([name]) => name),
    );
  });

  it.each(shapes)('%s has the keys, indexes and time to live of its shape', (name, shape) => {
    const [, table] = found.find(([id]) => id.startsWith(`Stores${name}`)) ?? [];
    const { partitionKey, sortKey, indexes, timeToLive } = shape;
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' }] : []),
        ],
        Replicas: [
          {
            Region: { Ref: 'AWS::Region' },
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      },
    });
    expect(table?.['Properties'].AttributeDefinitions).toEqual([
      { AttributeName: partitionKey, AttributeType: 'S' },
      ...(sortKey ? [{ AttributeName: sortKey.name, AttributeType: sortKey.type }] : []),
      ...(indexes ?? []).flatMap((index) => [
        { AttributeName: index.partitionKey, AttributeType: 'S' },
        { AttributeName: index.sortKey, AttributeType: 'S' },
      ]),
    ]);
    expect(table?.['Properties'].GlobalSecondaryIndexes).toEqual(
      indexes?.map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    );
    expect(table?.['Properties'].TimeToLiveSpecification).toEqual(
      timeToLive && { AttributeName: timeToLive, Enabled: true },
    );
  });

  it('can be made for a trial that leaves nothing behind', () => {
    const trial = templateOf({ removalPolicy: RemovalPolicy.DESTROY, pointInTimeRecovery: false });
    for (const table of Object.values(trial.findResources('AWS::DynamoDB::GlobalTable')))
      expect(table).toMatchObject({
        DeletionPolicy: 'Delete',
        Properties: {
          Replicas: [
            {
              DeletionProtectionEnabled: false,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
            },
          ],
        },
      });
    trial.hasResource('AWS::Timestream::Table', { DeletionPolicy: 'Delete' });
  });

  it('are protected as the operator says, whatever becomes of them', () => {
    templateOf({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true }).allResourcesProperties(
      'AWS::DynamoDB::GlobalTable',
      { Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })] },
    );
  });
});

describe('the usage series', () => {
  const template = templateOf();

  it('keeps young events in memory and all others for 200 years, by customer', () => {
    template.hasResource('AWS::Timestream::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        RetentionProperties: {
          MemoryStoreRetentionPeriodInHours: String(usageSeries.memoryHours),
          MagneticStoreRetentionPeriodInDays: String(usageSeries.magneticDays),
        },
        Schema: {
          CompositePartitionKey: [
            { Type: 'DIMENSION', Name: usageSeries.partitionKey, EnforcementInRecord: 'REQUIRED' },
          ],
        },
      },
    });
    template.hasResource('AWS::Timestream::Database', { DeletionPolicy: 'Retain' });
  });

  it('takes late events, and reports those it cannot take to a bucket', () => {
    const bucket = resource(template, 'AWS::S3::Bucket');
    const { properties } = resource(template, 'AWS::Timestream::Table');
    expect(properties['MagneticStoreWriteProperties']).toEqual({
      EnableMagneticStoreWrites: true,
      MagneticStoreRejectedDataLocation: {
        S3Configuration: { BucketName: { Ref: bucket.id }, EncryptionOption: 'SSE_S3' },
      },
    });
    expect(bucket.properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
    });
    expect(resourcePolicy(template, 'AWS::S3::BucketPolicy', bucket.id)).toMatchObject([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  it('says at synthesis that Timestream is closed to new customers', () => {
    const { stack } = mount();
    const notes = Annotations.fromStack(stack).findInfo('/Stack/Stores/Usage', Match.anyValue());
    expect(notes.map((note) => note.entry.data)).toEqual([
      expect.stringContaining('closed to new customers since 20 June 2025'),
    ]);
  });
});

const aFunction = (stack: Stack) =>
  new LambdaFunction(stack, 'Fn', {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });

it('lets nobody reach a secret that it was not given', () => {
  const { stack, stores } = mount();
  const fn = aFunction(stack);
  expect(() => stores.grant('adminKey', ['read'], fn)).toThrow(
    'Stack/Stores was given no adminKey: pass it to let Stack/Fn in',
  );
});

it('lets the readers of a secret use its key, through Secrets Manager alone', () => {
  const stack = new Stack(scratchApp(), 'Stack');
  const adminKey = new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'Key') });
  const stores = new MeteringStores(stack, 'Stores', { adminKey });
  stores.grant('adminKey', ['read'], aFunction(stack));
  const template = Template.fromStack(stack);
  const key = resource(template, 'AWS::KMS::Key');
  const { properties } = resource(template, 'AWS::IAM::Policy');
  expect(statementsOf(properties)).toContainEqual({
    Action: 'kms:Decrypt',
    Effect: 'Allow',
    Resource: { 'Fn::GetAtt': [key.id, 'Arn'] },
    Condition: {
      StringEquals: {
        'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
      },
    },
  });
});

it('names the table, not the database and the table, to the functions', () => {
  const { stack, stores } = mount();
  stores.grant('usage', ['query'], aFunction(stack));
  const template = Template.fromStack(stack);
  const { properties } = resource(template, 'AWS::Lambda::Function');
  const { Variables } = properties['Environment'] as { Variables: Record<string, unknown> };
  const table = resource(template, 'AWS::Timestream::Table').id;
  expect(Variables['TIMESTREAM_TABLE']).toEqual({ 'Fn::GetAtt': [table, 'Name'] });
  expect(target(Variables['TIMESTREAM_DATABASE'])).toBe(resource(template, 'AWS::Timestream::Database').id);
});
