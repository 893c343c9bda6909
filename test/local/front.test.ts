import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takePort } from '../../lib/local/front.ts';
import { jsonReply } from '../../lib/local/reply.ts';

describe('the front of a house', () => {
  test('has requests wait until somebody answers', async () => {
    const front = await takePort(0);
    onTestFinished(() => front.stop());
    const early = fetch(front.url);
    front.open(async ({ target }) => jsonReply(200, target));
    expect(await (await early).json()).toBe('/');
    expect(await (await fetch(`${front.url}/x`)).json()).toBe('/x');
  });

  test('sends away who waits for a house that does not open', async () => {
    const front = await takePort(0);
    const waiting = request(front.url, { headers: { expect: '100-continue' } }).end();
    const answered = once(waiting, 'response') as Promise<[IncomingMessage]>;
    await once(waiting, 'continue');
    await front.stop();
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(503);
  });
});
