import { join } from 'node:path';
import type { Clock } from '../core/ports/index.ts';
import { eventPattern, mostReceives } from '../doors.ts';
import type { Rule } from './event-bridge.ts';
import { eventMatcher } from './event-pattern.ts';
import type { DoorRunner, Doors } from './lambda.ts';
import { openQueue, type Queue, type QueueOptions } from './queue.ts';
import { returnedMessages, sqsEvent } from './sqs-batch.ts';

/** The rules in front of the doors that answer to events, each with its own durable queue. */
export async function openEventDoors(
  folder: string,
  doors: Doors,
  runner: DoorRunner,
  clock: Clock,
): Promise<{ readonly rules: readonly Rule[]; stop(): Promise<void> }> {
  const queues: Queue[] = [];
  const rules: Rule[] = [];
  for (const [name, { event, queued = false }] of doors) {
    if (event === undefined) continue;
    const queue = await openQueue({
      name,
      folder: join(folder, name),
      clock,
      concurrency: 2,
      ...(queued ? polled(name, runner) : invoked(name, runner)),
    });
    queues.push(queue);
    rules.push({
      name,
      matches: eventMatcher(eventPattern(event)),
      accept: (events) => queue.send(events),
    });
  }
  return {
    rules,
    stop: async () => {
      await Promise.all(queues.map((queue) => queue.stop()));
    },
  };
}

type Delivery = Pick<QueueOptions, 'deliver' | 'batchSize' | 'maxReceives'>;

/** A function behind a queue of its own. */
const polled = (door: string, runner: DoorRunner): Delivery => ({
  batchSize: 10,
  maxReceives: mostReceives,
  deliver: async (messages) =>
    returnedMessages(messages, await runner.invoke(door, JSON.stringify(sqsEvent(door, messages)))),
});

/** A function that the rule invokes asynchronously: one event at a time, and two retries. */
const invoked = (door: string, runner: DoorRunner): Delivery => ({
  batchSize: 1,
  maxReceives: 3,
  deliver: async ([message]) => {
    if (message !== undefined) await runner.invoke(door, message.body);
    return new Set();
  },
});
