import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEventDoors } from '../../lib/local/event-doors.ts';
import type { DoorRunner, Doors } from '../../lib/local/lambda.ts';
import { collectLog } from './quiet-log.ts';
import { tempFolder } from './temp-folder.ts';

collectLog();
const clock = { now: () => Date.UTC(2026, 0, 1) };
const small = { access: {}, memoryMegabytes: 256, timeoutSeconds: 1 };
const doors: Doors = [
  ['ingest', { ...small, event: 'ingestUsage', queued: true }],
  ['onboard', { ...small, event: 'onboardingRequest' }],
  ['silent', { ...small, routes: ['GET /'] }],
];

/** A runner that answers as it is told, and a promise of so many calls. */
function aRunner(count: number, answer: (door: string, payload: string) => unknown) {
  const calls: [string, string][] = [];
  let done: (calls: [string, string][]) => void;
  const called = new Promise<[string, string][]>((resolve) => {
    done = resolve;
  });
  const runner: DoorRunner = {
    load: async () => {},
    invoke: async (door, payload) => {
      calls.push([door, payload]);
      if (calls.length === count) done(calls);
      return answer(door, payload);
    },
  };
  return { runner, called };
}

async function openDoors(runner: DoorRunner, folder = tempFolder()) {
  const opened = await openEventDoors(folder, doors, runner, clock);
  onTestFinished(() => opened.stop());
  return { ...opened, folder };
}

const event = '{"detail-type":"x","detail":{"value":1.0}}';

describe('a door that answers to events', () => {
  test('has a rule, when it has an event', async () => {
    const { rules } = await openDoors(aRunner(1, () => null).runner);
    expect(rules.map(({ name }) => name)).toEqual(['ingest', 'onboard']);
    const match = (type: string) =>
      rules.filter(({ matches }) => matches({ 'detail-type': type })).map(({ name }) => name);
    expect(match('sbt_aws_ingestUsage')).toEqual(['ingest']);
    expect(match('ONBOARDING_REQUEST')).toEqual(['onboard']);
    expect(match('offboardingRequest')).toEqual([]);
  });

  test('behind a queue gets a batch of messages, their texts intact', async () => {
    const { runner, called } = aRunner(1, () => null);
    const { rules } = await openDoors(runner);
    await rules[0]?.accept([event, event]);
    const [[door, payload] = ['', '']] = await called;
    const { Records } = JSON.parse(payload) as SQSEvent;
    expect([door, Records.map(({ body }) => body)]).toEqual(['ingest', [event, event]]);
  });

  test('behind a queue gets again what it reported', async () => {
    const { runner, called } = aRunner(2, (_, payload) => {
      const [first, second] = (JSON.parse(payload) as SQSEvent).Records;
      return second && { batchItemFailures: [{ itemIdentifier: first?.messageId }] };
    });
    const { rules } = await openDoors(runner);
    await rules[0]?.accept(['{"n":1}', '{"n":2}']);
    const [, [, again] = ['', '']] = await called;
    expect((JSON.parse(again) as SQSEvent).Records).toMatchObject([
      { body: '{"n":1}', attributes: { ApproximateReceiveCount: '2' } },
    ]);
  });

  test('without a queue gets the event itself, and again twice when it fails, and then the event is put aside', async () => {
    const { runner, called } = aRunner(3, () => {
      throw new Error('not now');
    });
    const { rules, folder, stop } = await openDoors(runner);
    await rules[1]?.accept([event]);
    expect(await called).toEqual(Array(3).fill(['onboard', event]));
    await stop();
    expect(readdirSync(join(folder, 'onboard', 'dead'))).toHaveLength(1);
    expect(readdirSync(join(folder, 'onboard', 'messages'))).toEqual([]);
  });
});
