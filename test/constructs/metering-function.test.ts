import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it, test } from 'vitest';
import { allDoors, type Door, type Resource, resourceSettings } from '../../lib/doors.ts';
import { grantedCalls } from './granted-calls.ts';
import { standingAlone } from './standing-alone.ts';
import { doorFunction, permissionsOf, resource, resources, target } from './template-reading.ts';

const template = standingAlone();
const asynchronous = allDoors.filter(([, door]: readonly [string, Door]) => door.event && !door.queued);

/** A line of the table as the template of Meterhouse standing alone has it. */
const inTemplate = (line: string) =>
  line.endsWith(' AdminKey') ? line : line.replace(' ', ' MeteringStores');

test('there is a function for each door, and no other', () => {
  const described = resources(template, 'AWS::Lambda::Function').map((fn) => fn.properties['Description']);
  expect(described.toSorted()).toEqual(allDoors.map(([name]) => `Meterhouse: ${name}`).toSorted());
});

describe.each(allDoors)('the function of %s', (name, door: Door) => {
  const fn = doorFunction(template, name);
  const place = `${door.member ? 'Metering' : ''}${name.replaceAll('-', '')}`;

  it('runs a prebuilt handler, as the table says', () => {
    expect(fn.properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: door.memoryMegabytes,
      Timeout: door.timeoutSeconds,
    });
    expect(fn.properties).not.toHaveProperty('TracingConfig');
    expect(fn.properties).not.toHaveProperty('Layers');
  });

  it('is told of what it reaches, and of nothing else', () => {
    const reached = (Object.keys(door.access) as Resource[]).flatMap(
      (resource) => resourceSettings[resource],
    );
    const choices = [
      ...(door.access.ledger?.includes('record') ? ['UNKNOWN_CUSTOMERS'] : []),
      ...(door.access.rejections?.includes('park') ? ['REJECTION_DAYS'] : []),
    ];
    const { Variables = {} } = (fn.properties['Environment'] ?? {}) as { Variables?: object };
    expect(Object.keys(Variables).toSorted()).toEqual([...reached, ...choices].toSorted());
  });

  it('may make the calls of its verb, write its log, and no more', () => {
    const own = [`logs:CreateLogStream ${place}Logs`, `logs:PutLogEvents ${place}Logs`];
    const failures =
      door.event && !door.queued
        ? ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map((call) => `sqs:${call} ${place}Failures`)
        : [];
    const queue = door.queued
      ? [
          'ChangeMessageVisibility',
          'DeleteMessage',
          'GetQueueAttributes',
          'GetQueueUrl',
          'ReceiveMessage',
        ].map((call) => `sqs:${call} Events${name.replaceAll('-', '')}Queue`)
      : [];
    const calls = grantedCalls[name].map(inTemplate);
    const endpoints = calls.some((call) => call.startsWith('timestream:'))
      ? ['timestream:DescribeEndpoints *']
      : [];
    expect(permissionsOf(template, fn)).toEqual(
      [...own, ...failures, ...queue, ...calls, ...endpoints].toSorted(),
    );
  });

  it('has a role of its own, without the managed policies of AWS', () => {
    const sharing = resources(
      template,
      'AWS::Lambda::Function',
      (other) => target(other['Role']) === target(fn.properties['Role']),
    );
    expect(sharing).toHaveLength(1);
    const role = template.findResources('AWS::IAM::Role')[target(fn.properties['Role'])];
    expect(role?.['Properties']).not.toHaveProperty('ManagedPolicyArns');
  });

  it('has a log group of its own that forgets', () => {
    const { LogGroup } = fn.properties['LoggingConfig'] as { LogGroup: unknown };
    const group = template.findResources('AWS::Logs::LogGroup')[target(LogGroup)];
    expect(group?.['Properties']).toMatchObject({ RetentionInDays: 90 });
  });
});

test.each(asynchronous)('%s puts aside what it could not take', (name) => {
  const fn = doorFunction(template, name);
  const { properties } = resource(
    template,
    'AWS::Lambda::EventInvokeConfig',
    (config) => target(config['FunctionName']) === fn.id,
  );
  expect(properties).toMatchObject({ MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 2 });
  const { OnFailure } = properties['DestinationConfig'] as { OnFailure: { Destination: unknown } };
  const queue = template.findResources('AWS::SQS::Queue')[target(OnFailure.Destination)];
  expect(queue?.['Properties']).toMatchObject({
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 86_400,
  });
});

test('only doors that events call have a failure destination: what a queue feeds goes back to it', () => {
  expect(resources(template, 'AWS::Lambda::EventInvokeConfig')).toHaveLength(asynchronous.length);
});

test('the operator chooses policies, memory and retention', () => {
  const chosen = standingAlone({
    unknownCustomers: 'park',
    rejectionDays: 30,
    logRetention: RetentionDays.ONE_WEEK,
    memoryMegabytes: { 'fetch-usage': 1769 },
  });
  const variables = (name: 'post-usage' | 'ingest-usage-event') =>
    (doorFunction(chosen, name).properties['Environment'] as { Variables: object }).Variables;
  expect(variables('post-usage')).toMatchObject({ UNKNOWN_CUSTOMERS: 'park' });
  expect(variables('ingest-usage-event')).toMatchObject({ UNKNOWN_CUSTOMERS: 'park', REJECTION_DAYS: '30' });
  expect(doorFunction(chosen, 'fetch-usage').properties).toMatchObject({ MemorySize: 1769 });
  expect(doorFunction(chosen, 'fetch-meter').properties).toMatchObject({ MemorySize: 256 });
  for (const { properties } of resources(chosen, 'AWS::Logs::LogGroup'))
    expect(properties).toMatchObject({ RetentionInDays: 7 });
});

test.each([0, -1, 1.5, Number.NaN])('keeping parked events for %d days is refused', (rejectionDays) => {
  expect(() => standingAlone({ rejectionDays })).toThrow('rejectionDays is a whole number of days');
});
