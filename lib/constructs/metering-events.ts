import { Duration } from 'aws-cdk-lib';
import { EventBus, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Door, type DoorName, doors, eventPattern, mostReceives } from '../doors.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { MeteringFunction } from './metering-function.ts';

export interface MeteringEventsProps {
  /** The doors to call; those that answer no event are passed over. */
  readonly functions: ReadonlyMap<DoorName, MeteringFunction>;
  /** @default a new one */
  readonly bus?: IEventBus;
}

/** Seconds that the poller gathers entries: what batching saves is more than a second of freshness is worth. */
const gatheringSeconds = 1;

/**
 * Entries for one invocation. Lambda ends a batch at 6 MB of payload by itself, so entries of up to 1 MiB can never
 * overflow it, only come fewer at a time. A hundred small entries share one start and one round to the ledger; of a hundred
 * large ones no more than 6 MB must be done within the function's timeout.
 */
const batchSize = 100;

/** EventBridge tries for as long and as often as it can, and what it still cannot deliver waits in a queue. */
const delivery = { maxEventAge: Duration.hours(24), retryAttempts: 185 };

/** The event bus of an installation without SBT, with a rule to each door that answers an event. */
export class MeteringEvents extends Construct {
  readonly bus: IEventBus | EventBus;

  constructor(scope: Construct, id: string, props: MeteringEventsProps) {
    super(scope, id);
    this.bus = props.bus ?? new EventBus(this, 'Bus', { description: 'Meterhouse: usage and customers' });
    for (const [name, { handler }] of props.functions) {
      const { event, queued, timeoutSeconds }: Door = doors[name];
      if (!event) continue;
      const place = new Construct(this, name);
      const options = { ...delivery, deadLetterQueue: new DeadLetterQueue(place, 'Undelivered') };
      new Rule(place, 'Rule', {
        eventBus: this.bus,
        eventPattern: { detailType: eventPattern(event)['detail-type'] },
        targets: [
          queued
            ? new SqsQueue(queueInFrontOf(handler, place, timeoutSeconds), options)
            : new LambdaFunction(handler, options),
        ],
      });
    }
  }
}

/** A queue that a function is fed from. */
function queueInFrontOf(handler: IFunction, place: Construct, timeoutSeconds: number): Queue {
  const queue = new Queue(place, 'Queue', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // Room for the poller's own retries of a throttled function, as AWS advises.
    visibilityTimeout: Duration.seconds(6 * timeoutSeconds + gatheringSeconds),
    deadLetterQueue: { queue: new DeadLetterQueue(place, 'Unprocessed'), maxReceiveCount: mostReceives },
  });
  handler.addEventSource(
    new SqsEventSource(queue, {
      batchSize,
      maxBatchingWindow: Duration.seconds(gatheringSeconds),
      reportBatchItemFailures: true,
    }),
  );
  return queue;
}
