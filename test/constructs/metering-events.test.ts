import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it, test } from 'vitest';
import { Metering } from '../../lib/constructs/metering.ts';
import { MeteringEvents } from '../../lib/constructs/metering-events.ts';
import { allDoors, type Door, type DoorName, eventPattern, type MeteringEvent } from '../../lib/doors.ts';
import { scratchApp } from './scratch-app.ts';
import { standingAlone } from './standing-alone.ts';
import { doorFunction, resource, resourcePolicy, resources, target } from './template-reading.ts';

const template = standingAlone();
const queue = (id: string) => template.findResources('AWS::SQS::Queue')[id]?.['Properties'];
const called = allDoors.flatMap(([name, { event, queued, timeoutSeconds }]: readonly [DoorName, Door]) =>
  event ? [{ name, event, queued: queued ?? false, timeoutSeconds }] : [],
);

interface Target {
  readonly Arn: unknown;
  readonly DeadLetterConfig: { readonly Arn: unknown };
  readonly RetryPolicy: unknown;
}

const ruleOf = (event: MeteringEvent) => {
  const { id, properties } = resource(
    template,
    'AWS::Events::Rule',
    ({ EventPattern }) => JSON.stringify(EventPattern) === JSON.stringify(eventPattern(event)),
  );
  const targets = properties['Targets'] as readonly Target[];
  expect(targets).toHaveLength(1);
  return { id, bus: properties['EventBusName'], target: targets[0] as Target };
};

test('there is a rule for each event of the table, and no other', () => {
  expect(resources(template, 'AWS::Events::Rule')).toHaveLength(called.length);
});

describe.each(called)('the rule in front of $name', ({ name, event, queued, timeoutSeconds }) => {
  const rule = ruleOf(event);
  const fn = doorFunction(template, name);

  it('listens on our bus, whatever the source', () => {
    expect(target(rule.bus)).toBe(resource(template, 'AWS::Events::EventBus').id);
  });

  it('tries for a day, then puts the event aside', () => {
    expect(rule.target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
    const aside = target(rule.target.DeadLetterConfig.Arn);
    expect(queue(aside)).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
    expect(resourcePolicy(template, 'AWS::SQS::QueuePolicy', aside)).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule.id, 'Arn'] } } },
      }),
    );
  });

  it(queued ? 'fills a queue that the function empties' : 'calls the function', () => {
    if (!queued) {
      expect(target(rule.target.Arn)).toBe(fn.id);
      const permission = resource(
        template,
        'AWS::Lambda::Permission',
        (it) => target(it['FunctionName']) === fn.id,
      );
      expect(permission.properties).toMatchObject({
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule.id, 'Arn'] },
      });
      return;
    }
    const source = resource(
      template,
      'AWS::Lambda::EventSourceMapping',
      (mapping) => target(mapping['FunctionName']) === fn.id,
    );
    expect(source.properties).toMatchObject({
      EventSourceArn: rule.target.Arn,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const { RedrivePolicy, ...properties } = queue(target(rule.target.Arn));
    expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
    expect(properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeoutSeconds + 1);
    const hour = 3600;
    expect(properties.VisibilityTimeout * RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(2 * hour);
    expect(queue(target(RedrivePolicy.deadLetterTargetArn))).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
  });
});

test('every queue is encrypted and speaks TLS only', () => {
  const queues = resources(template, 'AWS::SQS::Queue');
  expect(queues).toHaveLength(7);
  for (const { id, properties } of queues) {
    expect(properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(resourcePolicy(template, 'AWS::SQS::QueuePolicy', id)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
});

test('the rules may stand on a bus that is there already', () => {
  const stack = new Stack(scratchApp(), 'Stack');
  const { functions } = new Metering(stack, 'Metering');
  const bus = EventBus.fromEventBusName(stack, 'Bus', 'orders');
  new MeteringEvents(stack, 'Events', { functions, bus });
  const mounted = Template.fromStack(stack);
  mounted.resourceCountIs('AWS::Events::EventBus', 0);
  mounted.allResourcesProperties('AWS::Events::Rule', { EventBusName: 'orders' });
});
