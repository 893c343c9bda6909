import type { EventBridgeEvent, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { Numeral } from '../../lib/core/decimal.ts';
import type { Metering } from '../../lib/core/metering.ts';
import type { Delivery } from '../../lib/http/delivery.ts';
import { type Consume, eventFunction } from '../../lib/runtime/event-function.ts';
import { NEW_YEAR } from '../fixtures/time.ts';
import { busEvent, context, loggedLines, queueEvent } from './function-doubles.ts';

const metering = {} as Metering;
const lines = loggedLines();

/** Calls a function that answers these faults, and tells what it was given. */
async function called(event: unknown, faults: readonly unknown[] | Error = []) {
  const given: Delivery[][] = [];
  const consume: Consume = async (seen, deliveries) => {
    expect(seen).toBe(metering);
    given.push([...deliveries]);
    if (faults instanceof Error) throw faults;
    return deliveries.map((_, i) => faults[i]);
  };
  const answer = eventFunction(metering, consume)(event as SQSEvent, context);
  return { deliveries: given, answer: await answer };
}
const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('a batch of the queue', () => {
  it('is one call, a delivery for each message', async () => {
    const second = busEvent({ id: 'envelope-2', time: '2026-01-01T00:00:01.5Z', detail: [1] });
    const { deliveries, answer } = await called(
      queueEvent(JSON.stringify(busEvent()), JSON.stringify(second)),
    );
    expect(deliveries).toEqual([
      [
        { id: 'envelope-1', time: NEW_YEAR, detail: { id: 'a' } },
        { id: 'envelope-2', time: NEW_YEAR + 1500, detail: [1] },
      ],
    ]);
    expect(answer).toEqual(failures());
    expect(lines).toEqual([]);
  });

  it('is read without rounding', async () => {
    const text = JSON.stringify(busEvent()).replace('"a"', '9007199254740993');
    const { deliveries } = await called(queueEvent(text));
    expect(deliveries[0]?.[0]?.detail).toEqual({ id: new Numeral('9007199254740993') });
  });

  it.each([
    ['no JSON', '{"id"', expect.any(String)],
    ['JSON that is too deep', '['.repeat(65) + ']'.repeat(65), 'nested deeper than 64 levels'],
    ['nothing', '', expect.any(String)],
  ])(
    'hands over a message that is %s as the text that it is, and the others as they are',
    async (_, body, malformed) => {
      const { deliveries, answer } = await called(queueEvent(JSON.stringify(busEvent()), body));
      expect(deliveries[0]).toEqual([
        { id: 'envelope-1', time: NEW_YEAR, detail: { id: 'a' } },
        { id: 'message-1', detail: body, malformed },
      ]);
      expect(answer).toEqual(failures());
    },
  );

  it.each([
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"id":"x","time":"2026-01-01T00:00:00Z"}',
    '12345678901234567890',
  ])('tells what is JSON but no event of the bus: %s', async (body) => {
    const { deliveries } = await called(queueEvent(body));
    expect(deliveries[0]).toEqual([
      {
        id: 'message-0',
        detail: expect.toSatisfy((detail) => detail !== undefined),
        malformed: 'expected an EventBridge event with a detail',
      },
    ]);
  });

  it.each([
    ['no id', undefined],
    ['an empty one', ''],
    ['a number', 7],
    ['one of 201 characters', 'x'.repeat(201)],
    ['a blank in it', 'a b'],
    ['half a character in it', '\ud83d'],
  ])('calls an envelope with %s like its message', async (_, id) => {
    const { deliveries } = await called(queueEvent(JSON.stringify(busEvent({ id }))));
    expect(deliveries[0]?.[0]).toMatchObject({ id: 'message-0', detail: { id: 'a' } });
  });

  it.each([undefined, 7, 'yesterday', null])('leaves out a time that is none: %j', async (time) => {
    const { deliveries } = await called(queueEvent(JSON.stringify(busEvent({ time }))));
    expect(deliveries[0]).toEqual([{ id: 'envelope-1', detail: { id: 'a' } }]);
  });

  it('names exactly the messages that failed, by their own ids', async () => {
    const body = JSON.stringify(busEvent());
    const fault = new Error('no answer');
    const { answer } = await called(queueEvent(body, body, body, body), [undefined, fault, undefined, 'odd']);
    expect(answer).toEqual(failures('message-1', 'message-3'));
    expect(lines).toMatchObject([
      { level: 'warn', message: 'delivery failed', delivery: 'envelope-1', reason: 'no answer' },
      { level: 'warn', message: 'delivery failed', error: 'string' },
    ]);
  });

  it('comes again whole where everything failed at once', async () => {
    const body = JSON.stringify(busEvent());
    const { answer } = await called(queueEvent(body, '{', body), new Error('no table'));
    expect(answer).toEqual(failures('message-0', 'message-1', 'message-2'));
    expect(lines).toMatchObject([{ level: 'error', message: 'batch failed', reason: 'no table' }]);
  });

  it('may be empty', async () => {
    expect((await called(queueEvent())).answer).toEqual(failures());
  });
});

describe('a single event', () => {
  it('is one delivery', async () => {
    const { deliveries, answer } = await called(busEvent());
    expect(deliveries).toEqual([[{ id: 'envelope-1', time: NEW_YEAR, detail: { id: 'a' } }]]);
    expect(answer).toBeUndefined();
  });

  it('that failed is thrown, so that Lambda tries it again', async () => {
    const fault = new Error('no answer');
    await expect(called(busEvent(), [fault])).rejects.toMatchObject({
      message: 'the delivery failed and is to come again',
      cause: fault,
    });
    await expect(called(busEvent(), fault)).rejects.toBe(fault);
  });

  it.each([{}, { detail: 5 }, { id: '', detail: {} }, { detail: undefined, id: null }])(
    'without an id is called like its invocation, which Lambda repeats: %j',
    async (event) => {
      const { deliveries } = await called(event as EventBridgeEvent<string, unknown>);
      expect(deliveries[0]?.[0]?.id).toBe('invocation-1');
    },
  );

  it('without a detail is told so', async () => {
    const { deliveries } = await called({ id: 'x', usage: 1 });
    expect(deliveries[0]?.[0]).toEqual({
      id: 'invocation-1',
      detail: { id: 'x', usage: 1 },
      malformed: 'expected an EventBridge event with a detail',
    });
  });
});
