import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { CannotMeter } from '../../examples/access-log/cannot-meter.ts';
import { eventSender } from '../../examples/access-log/event-sender.ts';

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** A bus that says of each entry it is given whether it takes it. */
async function aBus(takes: (detail: string, delivery: number) => boolean): Promise<{
  readonly url: string;
  readonly requests: Entry[][];
  readonly taken: string[];
  readonly server: Server;
}> {
  const requests: Entry[][] = [];
  const taken: string[] = [];
  const deliveries = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request)) as { Entries: Entry[] };
    requests.push(Entries);
    const answers = Entries.map(({ Detail }) => {
      const delivery = (deliveries.get(Detail) ?? 0) + 1;
      deliveries.set(Detail, delivery);
      if (!takes(Detail, delivery)) return { ErrorCode: 'InternalFailure', ErrorMessage: 'not now' };
      taken.push(Detail);
      return { EventId: `${Detail}-${delivery}` };
    });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const failed = answers.filter((answer) => 'ErrorCode' in answer).length;
    response.end(JSON.stringify({ FailedEntryCount: failed, Entries: answers }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, taken, server };
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function opened(takes: Parameters<typeof aBus>[0]) {
  const bus = await aBus(takes);
  const sender = eventSender(bus.url);
  open.push(sender, bus.server);
  return { ...bus, sender };
}

describe('sending entries', () => {
  it('puts them in one request, as usage from an access log', async () => {
    const { sender, requests } = await opened(() => true);
    await sender.send(['a', 'b']);
    const told = { Source: 'access-log', DetailType: 'ingestUsage' };
    expect(requests).toEqual([
      [
        { ...told, Detail: 'a' },
        { ...told, Detail: 'b' },
      ],
    ]);
  });

  it('sends again, one by one, those alone that the bus did not take', async () => {
    const { sender, requests, taken } = await opened((detail, delivery) => detail === 'a' || delivery > 2);
    await sender.send(['a', 'b', 'c']);
    expect(taken).toEqual(['a', 'b', 'c']);
    expect(requests.map((entries) => entries.map(({ Detail }) => Detail).join(''))).toEqual([
      'abc',
      'b',
      'b',
      'c',
      'c',
    ]);
  });

  it('gives up in words after several tries', async () => {
    const { sender, requests } = await opened(() => false);
    await expect(sender.send(['a'])).rejects.toThrow(
      new CannotMeter('the event bus does not take an entry: InternalFailure not now'),
    );
    expect(requests).toHaveLength(5);
  });

  it('says so when there is no bus', async () => {
    const { sender, server, url } = await opened(() => true);
    server.close();
    await once(server, 'close');
    await expect(sender.send(['a'])).rejects.toThrow(`the event bus at ${url} does not take events`);
  });
});
