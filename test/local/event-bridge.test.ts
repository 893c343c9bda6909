import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventBridge, type Rule } from '../../lib/local/event-bridge.ts';
import { eventMatcher } from '../../lib/local/event-pattern.ts';
import { startHttpServer } from '../../lib/local/http-server.ts';
import { collectLog } from './quiet-log.ts';

const log = collectLog();
const clock = { now: () => Date.UTC(2026, 0, 1) };

async function aBus(rules: readonly Rule[]): Promise<{ client: EventBridgeClient; url: string }> {
  const server = await startHttpServer(0, eventBridge(rules, clock));
  const client = new EventBridgeClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  return { client, url: server.url };
}

function aRule(name: string): { rule: Rule; accepted: string[][] } {
  const accepted: string[][] = [];
  return {
    accepted,
    rule: {
      name,
      matches: eventMatcher({ 'detail-type': [name] }),
      accept: async (events) => {
        accepted.push([...events]);
      },
    },
  };
}

const put = (DetailType: string, Detail = '{}') => ({
  Source: 'shop',
  DetailType,
  Detail,
  EventBusName: 'any',
});

describe('the EventBridge endpoint', () => {
  test('hands each rule the events that it matches, in one go, and tells their ids', async () => {
    const [usage, customers] = [aRule('usage'), aRule('customers')];
    const { client } = await aBus([usage.rule, customers.rule]);
    const answer = await client.send(
      new PutEventsCommand({
        Entries: [put('usage', '{"n":1}'), put('customers'), put('usage', '{"n":2.0}'), put('unknown')],
      }),
    );
    expect(answer.FailedEntryCount).toBe(0);
    const [events = []] = usage.accepted;
    expect(events.map((text) => /"detail":(.*)}$/.exec(text)?.[1])).toEqual(['{"n":1}', '{"n":2.0}']);
    const ids = answer.Entries?.map(({ EventId }) => EventId);
    expect(events.map((text) => (JSON.parse(text) as { id: string }).id)).toEqual([ids?.[0], ids?.[2]]);
    expect(customers.accepted.map((each) => each.length)).toEqual([1]);
    expect(new Set(ids).size).toBe(4);
    expect(log).toEqual([
      { level: 'warn', message: 'event matches no rule', eventId: ids?.[3], detailType: 'unknown' },
    ]);
  });

  test('refuses what is not fit and takes the rest', async () => {
    const { rule, accepted } = aRule('usage');
    const { client } = await aBus([rule]);
    const answer = await client.send(
      new PutEventsCommand({ Entries: [put('usage', 'x'), put('usage'), { Source: 'shop' }] }),
    );
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'MalformedDetail',
      undefined,
      'InvalidArgument',
    ]);
    expect(accepted.flat()).toHaveLength(1);
  });

  test('does not acknowledge what could not be kept', async () => {
    const full: Rule = {
      name: 'full',
      matches: eventMatcher({ 'detail-type': ['full'] }),
      accept: () => Promise.reject(new Error('no space left')),
    };
    const { client } = await aBus([full, aRule('usage').rule]);
    const answer = await client.send(new PutEventsCommand({ Entries: [put('full'), put('usage')] }));
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['InternalFailure', undefined]);
    expect(log).toContainEqual(expect.objectContaining({ rule: 'full', reason: 'no space left' }));
  });

  test('refuses a request of more than 10 entries by the error of the service', async () => {
    const { rule, accepted } = aRule('usage');
    const { client } = await aBus([rule]);
    await expect(
      client.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => put('usage')) })),
    ).rejects.toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
    expect(accepted).toEqual([]);
  });

  test.each([
    ['another operation', 'AWSEvents.PutRule', 'application/x-amz-json-1.1', 'UnknownOperationException'],
    ['another content type', 'AWSEvents.PutEvents', 'text/plain', 'SerializationException'],
  ])('refuses %s', async (_, target, contentType, type) => {
    const { rule, accepted } = aRule('usage');
    const { url } = await aBus([rule]);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': contentType },
      body: JSON.stringify({ Entries: [put('usage')] }),
    });
    expect([answer.status, ((await answer.json()) as { __type: string }).__type]).toEqual([400, type]);
    expect(accepted).toEqual([]);
  });
});
