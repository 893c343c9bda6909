import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './cannot-start.ts';

/** A message of a queue; its text stays in its file. */
export interface StoredMessage {
  readonly id: string;
  /** Milliseconds. */
  readonly sentAt: number;
  /** How often it has been received. */
  readonly receives: number;
}

/**
 * Messages as files, whose names say all but the text: `<sent at>-<id>.<receives>`. A file is whole when it appears in
 * `messages/`, survives the process and the power, and ends in `dead/` when nobody could process it; from there it may
 * be moved back by hand while the house is stopped.
 */
export interface MessageFolder {
  /** What earlier processes left, oldest first. */
  readonly found: readonly StoredMessage[];
  /** Resolves when all are on the disk. */
  add(bodies: readonly string[], sentAt: number): Promise<StoredMessage[]>;
  /** `undefined` when somebody has taken the file away. */
  read(message: StoredMessage): Promise<string | undefined>;
  /** Notes one more receive. */
  receive(message: StoredMessage): Promise<StoredMessage>;
  remove(message: StoredMessage): Promise<void>;
  bury(message: StoredMessage): Promise<void>;
}

const NAME = /^(-?\d+)-([0-9a-f]{8}-[0-9a-f-]{27})\.(\d+)$/;
const nameOf = ({ sentAt, id, receives }: StoredMessage): string => `${sentAt}-${id}.${receives}`;

export async function openMessageFolder(folder: string): Promise<MessageFolder> {
  const [messages, drafts, dead] = ['messages', 'drafts', 'dead'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  // Drafts are of requests that were never acknowledged.
  await rm(drafts, { recursive: true, force: true });
  for (const each of [messages, drafts, dead]) await mkdir(each, { recursive: true, mode: 0o700 });
  const fileOf = (message: StoredMessage): string => join(messages, nameOf(message));

  return {
    found: await findMessages(messages),
    add: async (bodies, sentAt) => {
      const added = bodies.map(() => ({ id: randomUUID(), sentAt, receives: 0 }));
      await Promise.all(
        added.map((message, index) => writeDurably(join(drafts, nameOf(message)), bodies[index] ?? '')),
      );
      for (const message of added) await rename(join(drafts, nameOf(message)), fileOf(message));
      await syncFolder(messages);
      return added;
    },
    read: async (message) => {
      try {
        return await readFile(fileOf(message), 'utf8');
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    receive: async (message) => {
      const received = { ...message, receives: message.receives + 1 };
      await rename(fileOf(message), fileOf(received));
      return received;
    },
    remove: (message) => rm(fileOf(message)),
    bury: (message) => rename(fileOf(message), join(dead, nameOf({ ...message, receives: 0 }))),
  };
}

async function findMessages(folder: string): Promise<StoredMessage[]> {
  const found = (await readdir(folder)).flatMap((name) => {
    const [, sentAt, id, receives] = NAME.exec(name) ?? [];
    return id === undefined ? [] : [{ id, sentAt: Number(sentAt), receives: Number(receives) }];
  });
  return found.sort((a, b) => a.sentAt - b.sentAt);
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name is only on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
