import type { Clock } from '../core/ports/index.ts';
import { errorFields, log } from '../runtime/log.ts';
import { openMessageFolder, type StoredMessage } from './message-folder.ts';

/** A message in the hands of whoever processes it. */
export interface Message extends StoredMessage {
  /** Milliseconds; after a restart, the first time since. */
  readonly firstReceivedAt: number;
  readonly body: string;
}

export interface QueueOptions {
  readonly name: string;
  readonly folder: string;
  readonly clock: Clock;
  /** Processes a batch and gives the ids of the messages that shall come again; all do when it fails. */
  readonly deliver: (messages: readonly Message[]) => Promise<ReadonlySet<string>>;
  readonly batchSize: number;
  /** Batches at a time. */
  readonly concurrency: number;
  /** After so many receives a message that fails is put aside in `dead/`. */
  readonly maxReceives: number;
  /** Milliseconds until a message comes again that has been received so often. */
  readonly retryDelay?: (receives: number) => number;
}

export interface Queue {
  /** Resolves when the messages are durable; processing starts at once. */
  send(bodies: readonly string[]): Promise<void>;
  /** Starts no more batches and resolves when those under way have ended. What is left is found at the next start. */
  stop(): Promise<void>;
}

/** As much as one invocation of a function takes, in bytes, with room for what stands around the texts. */
const LARGEST_BATCH = 5 * 1024 * 1024;

const FIRST_DELAY = 500;
const LONGEST_DELAY = 60_000;

/** Doubles with every receive, and spreads so that what failed together does not come again together. */
const backOff = (receives: number): number =>
  Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (receives - 1)) * (0.5 + Math.random() / 2);

/** A durable queue whose messages are delivered at least once, in no promised order. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { name, clock, deliver, batchSize, concurrency, maxReceives, retryDelay = backOff } = options;
  const store = await openMessageFolder(options.folder);
  const pending: StoredMessage[] = [...store.found];
  const firstReceives = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  const pump = (): void => {
    while (!stopped && underWay.size < concurrency && pending.length > 0) {
      const batch = processBatch(pending.splice(0, batchSize));
      underWay.add(batch);
      void batch.then(() => {
        underWay.delete(batch);
        pump();
      });
    }
  };

  const processBatch = async (taken: StoredMessage[]): Promise<void> => {
    const messages = await receive(taken);
    if (messages.length === 0) return;
    const failed = await attempt(messages);
    await Promise.all(messages.map((message) => settle(message, failed.has(message.id))));
  };

  /** Reads as many of the messages as make one invocation; the rest waits for the next. */
  const receive = async (taken: StoredMessage[]): Promise<Message[]> => {
    const messages: Message[] = [];
    let size = 0;
    for (const [index, message] of taken.entries()) {
      if (message.receives >= maxReceives) {
        // The process died while it was being processed for the last time.
        await bury(message);
        continue;
      }
      try {
        const body = await store.read(message);
        if (body === undefined) continue;
        size += Buffer.byteLength(body);
        if (messages.length > 0 && size > LARGEST_BATCH) {
          pending.unshift(...taken.slice(index));
          break;
        }
        const received = await store.receive(message);
        const firstReceivedAt = firstReceives.get(message.id) ?? clock.now();
        firstReceives.set(message.id, firstReceivedAt);
        messages.push({ ...received, firstReceivedAt, body });
      } catch (error) {
        log('error', 'message could not be read', {
          queue: name,
          messageId: message.id,
          ...errorFields(error),
        });
        comeAgain(message, message.receives + 1);
      }
    }
    return messages;
  };

  const attempt = async (messages: readonly Message[]): Promise<ReadonlySet<string>> => {
    try {
      return await deliver(messages);
    } catch (error) {
      log('error', 'batch failed', { queue: name, messages: messages.length, ...errorFields(error) });
      return new Set(messages.map(({ id }) => id));
    }
  };

  const settle = async (message: StoredMessage, failed: boolean): Promise<void> => {
    if (failed && message.receives < maxReceives) {
      comeAgain(message, message.receives);
      return;
    }
    firstReceives.delete(message.id);
    if (failed) await bury(message);
    else await attended(message, 'message could not be removed', store.remove(message));
  };

  const bury = async (message: StoredMessage): Promise<void> => {
    log('error', 'message put aside', { queue: name, messageId: message.id, receives: message.receives });
    await attended(message, 'message could not be put aside', store.bury(message));
  };

  /** A message whose file cannot be moved stays where it is, and comes again at the next start. */
  const attended = async (message: StoredMessage, words: string, work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      log('error', words, { queue: name, messageId: message.id, ...errorFields(error) });
    }
  };

  const comeAgain = (message: StoredMessage, receives: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      pending.push({ id: message.id, sentAt: message.sentAt, receives: message.receives });
      pump();
    }, retryDelay(receives));
    timers.add(timer);
  };

  pump();
  return {
    send: async (bodies) => {
      pending.push(...(await store.add(bodies, clock.now())));
      pump();
    },
    stop: async () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}
