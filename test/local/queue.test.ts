import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, openQueue, type Queue, type QueueOptions } from '../../lib/local/queue.ts';
import { collectLog } from './quiet-log.ts';
import { tempFolder } from './temp-folder.ts';

const log = collectLog();
const clock = { now: () => Date.UTC(2026, 0, 1) };
const NONE: ReadonlySet<string> = new Set();

/** Processes every message, telling of it. */
const taking =
  (take: (messages: readonly Message[]) => void): QueueOptions['deliver'] =>
  async (messages) => {
    take(messages);
    return NONE;
  };

async function aQueue(parts: Partial<QueueOptions> & Pick<QueueOptions, 'deliver'>): Promise<Queue> {
  const queue = await openQueue({
    name: 'usage',
    folder: tempFolder(),
    clock,
    batchSize: 10,
    concurrency: 2,
    maxReceives: 5,
    retryDelay: () => 0,
    ...parts,
  });
  onTestFinished(() => queue.stop());
  return queue;
}

/** Collects deliveries until `count` of them have come. */
function deliveries<Delivery>(count: number): {
  take: (delivery: Delivery) => void;
  all: Promise<Delivery[]>;
} {
  const taken: Delivery[] = [];
  let done: (all: Delivery[]) => void;
  const all = new Promise<Delivery[]>((resolve) => {
    done = resolve;
  });
  return {
    take: (delivery) => {
      taken.push(delivery);
      if (taken.length === count) done(taken);
    },
    all,
  };
}

const left = (folder: string): string[] => readdirSync(join(folder, 'messages'));
const dead = (folder: string): string[] => readdirSync(join(folder, 'dead'));
const bodiesOf = (messages: readonly Message[]): string[] => messages.map(({ body }) => body);

describe('a queue', () => {
  test('delivers what is sent together together, whole, and forgets it', async () => {
    const folder = tempFolder();
    const { take, all } = deliveries<readonly Message[]>(1);
    const queue = await aQueue({ folder, deliver: taking((messages) => take(messages)) });
    await queue.send(['{"n":9007199254740993}', 'zwei ☂', '']);
    const [batch = []] = await all;
    await queue.stop();
    expect(bodiesOf(batch)).toEqual(['{"n":9007199254740993}', 'zwei ☂', '']);
    expect(batch.map(({ receives, sentAt, firstReceivedAt }) => [receives, sentAt, firstReceivedAt])).toEqual(
      batch.map(() => [1, clock.now(), clock.now()]),
    );
    expect(left(folder)).toEqual([]);
  });

  test('delivers at most as many at a time as its batch size', async () => {
    const { take, all } = deliveries<number>(4);
    const queue = await aQueue({
      batchSize: 3,
      deliver: taking((messages) => take(messages.length)),
    });
    await queue.send(Array.from({ length: 10 }, String));
    expect((await all).sort()).toEqual([1, 3, 3, 3]);
  });

  test('delivers less at a time when messages are large', async () => {
    const { take, all } = deliveries<number>(3);
    const queue = await aQueue({ deliver: taking((messages) => take(messages.length)) });
    await queue.send(Array.from({ length: 6 }, () => 'x'.repeat(2 * 1024 * 1024)));
    expect(await all).toEqual([2, 2, 2]);
  });

  test('runs no more batches at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const { take, all } = deliveries<number>(20);
    const queue = await aQueue({
      batchSize: 1,
      deliver: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        take(most);
        return NONE;
      },
    });
    await queue.send(Array.from({ length: 20 }, String));
    await all;
    expect(most).toBe(2);
  });

  test('brings back only the messages that are returned, and counts their receives', async () => {
    const folder = tempFolder();
    const { take, all } = deliveries<readonly Message[]>(2);
    const queue = await aQueue({
      folder,
      deliver: async (messages) => {
        take(messages);
        return new Set(messages.filter((m) => m.body === 'b' && m.receives < 2).map(({ id }) => id));
      },
    });
    await queue.send(['a', 'b', 'c']);
    const [first = [], second = []] = await all;
    await queue.stop();
    expect(bodiesOf(first)).toEqual(['a', 'b', 'c']);
    expect(second.map(({ body, receives }) => [body, receives])).toEqual([['b', 2]]);
    expect(second[0]?.id).toBe(first[1]?.id);
    expect(left(folder)).toEqual([]);
  });

  test('brings back the whole batch when the delivery fails', async () => {
    const { take, all } = deliveries<string>(4);
    let failed = false;
    const queue = await aQueue({
      deliver: async (messages) => {
        bodiesOf(messages).forEach(take);
        if (failed) return NONE;
        failed = true;
        throw new Error('out of order');
      },
    });
    await queue.send(['a', 'b']);
    expect((await all).sort()).toEqual(['a', 'a', 'b', 'b']);
    expect(log).toContainEqual(expect.objectContaining({ message: 'batch failed', reason: 'out of order' }));
  });

  test('puts a message aside after its last receive, from where it can be moved back', async () => {
    const folder = tempFolder();
    const first = deliveries<Message>(3);
    const queue = await aQueue({
      folder,
      maxReceives: 3,
      deliver: async ([message]) => {
        if (message) first.take(message);
        throw new Error('poison');
      },
    });
    await queue.send(['poison']);
    expect((await first.all).map(({ receives }) => receives)).toEqual([1, 2, 3]);
    await queue.stop();
    const [file = ''] = dead(folder);
    expect(readFileSync(join(folder, 'dead', file), 'utf8')).toBe('poison');
    expect(left(folder)).toEqual([]);
    expect(log).toContainEqual(expect.objectContaining({ message: 'message put aside', receives: 3 }));

    renameSync(join(folder, 'dead', file), join(folder, 'messages', file));
    const second = deliveries<Message>(1);
    await aQueue({ folder, deliver: taking((messages) => messages.forEach(second.take)) });
    expect((await second.all)[0]).toMatchObject({ body: 'poison', receives: 1 });
  });

  test('puts aside at its start what ended the process again and again', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'messages'), { recursive: true });
    writeFileSync(join(folder, 'messages', '1767225600000-3b241101-e2bb-4255-8caf-4136c566a962.5'), 'poison');
    const { take, all } = deliveries<string>(1);
    const queue = await aQueue({
      folder,
      deliver: taking((messages) => take(bodiesOf(messages).join())),
    });
    await queue.send(['healthy']);
    expect(await all).toEqual(['healthy']);
    await queue.stop();
    expect(dead(folder)).toEqual(['1767225600000-3b241101-e2bb-4255-8caf-4136c566a962.0']);
  });

  test('keeps for the next start what it has not come to, and starts no batch once it is stopped', async () => {
    const folder = tempFolder();
    const running = deliveries<string>(1);
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen: string[] = [];
    const queue = await aQueue({
      folder,
      batchSize: 1,
      concurrency: 1,
      deliver: async ([message]) => {
        seen.push(message?.body ?? '');
        running.take(message?.body ?? '');
        await held;
        return NONE;
      },
    });
    await queue.send(['in hand', 'waiting']);
    await running.all;
    const stopped = queue.stop();
    await queue.send(['late']);
    release();
    await stopped;
    expect(seen).toEqual(['in hand']);

    const second = deliveries<string>(1);
    await aQueue({
      folder,
      deliver: taking((messages) => second.take(bodiesOf(messages).sort().join())),
    });
    expect(await second.all).toEqual(['late,waiting']);
  });

  test('ignores drafts of requests that were never acknowledged', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'drafts'), { recursive: true });
    writeFileSync(join(folder, 'drafts', '0-3b241101-e2bb-4255-8caf-4136c566a962.0'), 'half of a mess');
    const { take, all } = deliveries<string>(1);
    const queue = await aQueue({
      folder,
      deliver: taking((messages) => take(bodiesOf(messages).join())),
    });
    await queue.send(['whole']);
    expect(await all).toEqual(['whole']);
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  test('delivers everything at least once, whatever fails on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 12 }), { maxLength: 4 }),
        fc.infiniteStream(fc.boolean()),
        async (requests, luck) => {
          const total = requests.flat().length;
          const { take, all } = deliveries<string>(total);
          const queue = await aQueue({
            maxReceives: 1_000,
            deliver: async (messages) => {
              if (luck.next().value === true) throw new Error('bad luck');
              const kept = messages.filter(() => luck.next().value === true);
              for (const message of messages) if (!kept.includes(message)) take(message.body);
              return new Set(kept.map(({ id }) => id));
            },
          });
          for (const bodies of requests) await queue.send(bodies);
          if (total > 0) expect((await all).sort()).toEqual(requests.flat().sort());
          await queue.stop();
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a queue whose process is killed', () => {
  const script = fileURLToPath(new URL('./queue-process.ts', import.meta.url));

  /** A process that receives, tells so, and settles nothing; it sends first what it is given. */
  async function startAndReceive(
    folder: string,
    bodies: readonly string[],
    batches: number,
  ): Promise<string[]> {
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, JSON.stringify(bodies)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === batches + 1) break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    return lines;
  }

  test('delivers again what was acknowledged and in hand, and counts on', async () => {
    const folder = tempFolder();
    const bodies = Array.from({ length: 25 }, (_, n) => `message ${n}`);
    expect(await startAndReceive(folder, bodies, 2)).toContain('acknowledged');
    expect(await startAndReceive(folder, [], 2)).toContain('acknowledged');

    const { take, all } = deliveries<Message>(25);
    const queue = await aQueue({
      folder,
      deliver: taking((messages) => messages.forEach(take)),
    });
    const received = await all;
    await queue.stop();
    expect(received.map(({ body }) => body).sort()).toEqual([...bodies].sort());
    expect(Math.max(...received.map((message) => message.receives))).toBeGreaterThan(1);
    expect(left(folder)).toEqual([]);
  });
});
