import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbRejections } from '../../../lib/adapters/dynamodb/rejections.ts';
import { aRejection } from '../../fixtures/rejection.ts';
import { NEW_YEAR, stoppedClock } from '../../fixtures/time.ts';
import { emulator } from './emulator.ts';
import { interfere, loseAnswers } from './faults.ts';

const DAY = 86_400_000;
const large = (parts = {}) =>
  aRejection({ event: JSON.stringify(randomBytes(700_000).toString('base64')), ...parts });

describe('the items of rejections', () => {
  const { client, newClient, freshTable } = emulator();

  const make = async (using = client()) => {
    const table = await freshTable('REJECTIONS_TABLE');
    const clock = stoppedClock();
    const rejections = dynamoDbRejections(using, table, { clock, keepDays: 90 });
    const items = async () => {
      const { Items = [] } = await client().send(new ScanCommand({ TableName: table }));
      return Items;
    };
    return { table, clock, rejections, items };
  };

  it('all expire 90 days after they were parked, in the seconds of the time to live', async () => {
    const { rejections, items } = await make();
    await rejections.park([aRejection({ id: 'small', receivedAt: NEW_YEAR - 5 * DAY }), large()]);
    const expires = (await items()).map((item) => item['expires']?.N);
    expect(expires.length).toBeGreaterThan(3);
    expect(new Set(expires)).toEqual(new Set([String((NEW_YEAR + 90 * DAY) / 1000)]));
  });

  it('are passed over once expired, deleted or not', async () => {
    const { rejections, clock, items } = await make();
    await rejections.park([aRejection(), large({ id: 'large' })]);
    clock.move(90 * DAY - 1000);
    expect((await rejections.list({ limit: 10 })).items).toHaveLength(2);
    expect(await rejections.find('large')).toBeDefined();
    clock.move(1000);
    expect(await rejections.list({ limit: 10 })).toEqual({ items: [] });
    expect(await rejections.find('large')).toBeUndefined();
    expect(await rejections.find('rejection-1')).toBeUndefined();
    expect((await items()).length).toBeGreaterThan(3);
  });

  it('make way for the same id once expired', async () => {
    const { rejections, clock } = await make();
    await rejections.park([large()]);
    clock.move(91 * DAY);
    const anew = large({ message: 'anew', receivedAt: clock.now() });
    await rejections.park([anew]);
    expect(await rejections.find('rejection-1')).toEqual(anew);
    expect((await rejections.list({ limit: 10 })).items).toEqual([anew]);
  });

  it('are all gone after a removal', async () => {
    const { rejections, items } = await make();
    await rejections.park([aRejection({ id: 'small' }), large()]);
    await rejections.remove('small');
    await rejections.remove('rejection-1');
    expect(await items()).toEqual([]);
  });

  it('leave nothing behind of a repeat that came too late', async () => {
    const { rejections, items } = await make();
    const numbers = async () => (await items()).map((item) => item['sk']?.N);
    await rejections.park([large()]);
    const before = await numbers();
    await Promise.all([rejections.park([large()]), rejections.park([large({ message: 'other' })])]);
    expect(await numbers()).toEqual(before);
  });

  it('stay whole when the answer to the last write is lost on the way', async () => {
    const faulty = newClient();
    const { rejections, items } = await make(faulty);
    const event = large();
    // Three items: two parts, then the head.
    const { sent } = loseAnswers(faulty, 'PutItemCommand', 1, 2);
    await rejections.park([event]);
    expect(sent()).toBe(4);
    expect(await rejections.find('rejection-1')).toEqual(event);
    expect(await items()).toHaveLength(3);
  });

  it('make no rejection before the head is written, and one when it is parked again', async () => {
    const faulty = newClient();
    const { rejections } = await make(faulty);
    let writes = 0;
    interfere(faulty, 'PutItemCommand', async (input, send) => {
      writes += 1;
      if (writes === 2) throw new Error('killed');
      return send(input);
    });
    const event = large();
    await expect(rejections.park([event])).rejects.toThrow('killed');
    expect(await rejections.find('rejection-1')).toBeUndefined();
    expect(await rejections.list({ limit: 10 })).toEqual({ items: [] });
    await rejections.park([event]);
    expect(await rejections.find('rejection-1')).toEqual(event);
  });

  it('are asked to go again when the service did not delete them', async () => {
    const faulty = newClient();
    const { rejections, items } = await make(faulty);
    let calls = 0;
    interfere<{ RequestItems?: object } & object, object>(
      faulty,
      'BatchWriteItemCommand',
      async (input, send) => {
        calls += 1;
        return calls === 1 ? { UnprocessedItems: input.RequestItems } : send(input);
      },
    );
    await rejections.park([large()]);
    await rejections.remove('rejection-1');
    expect(calls).toBe(2);
    expect(await items()).toEqual([]);
  });

  it('fill a page only as far as a function may answer', async () => {
    const { rejections } = await make();
    await rejections.park(Array.from({ length: 8 }, (_, i) => large({ id: `r-${i}` })));
    const page = await rejections.list({ limit: 100 });
    expect(page.items).toHaveLength(5);
    const rest = await rejections.list({ limit: 100, after: page.next as string });
    expect(rest.items.map(({ id }) => id)).toEqual(['r-2', 'r-1', 'r-0']);
    expect(rest.next).toBeUndefined();
  });

  it('are skipped in a listing while they are being removed', async () => {
    const { rejections, table } = await make();
    await rejections.park([large({ id: 'going', receivedAt: NEW_YEAR + 1 }), aRejection({ id: 'staying' })]);
    const slow = newClient();
    let removed = false;
    interfere<{ IndexName?: string } & object, object>(slow, 'QueryCommand', async (input, send) => {
      if (!input.IndexName && !removed) {
        removed = true;
        await rejections.remove('going');
      }
      return send(input);
    });
    const lagging = dynamoDbRejections(slow, table, { clock: stoppedClock(), keepDays: 90 });
    expect((await lagging.list({ limit: 1 })).items.map(({ id }) => id)).toEqual(['staying']);
    expect(removed).toBe(true);
  });

  it('are not passed off as whole when parts are missing', async () => {
    const faulty = newClient();
    const { rejections } = await make(faulty);
    await rejections.park([large()]);
    interfere<object, { Items?: object[] } & object>(faulty, 'QueryCommand', async (input, send) => {
      const answer = await send(input);
      return { ...answer, Items: answer.Items?.slice(1) ?? [] };
    });
    await expect(rejections.find('rejection-1')).rejects.toThrow(
      'parts of the rejection "rejection-1" are missing',
    );
  });
});
