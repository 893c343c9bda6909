import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Door } from '../doors.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';

export type Doors = readonly (readonly [string, Door])[];

type Handler = (event: unknown, context: unknown) => unknown;

/** As much as Lambda takes back from a function, in bytes. */
const LARGEST_ANSWER = 6 * 1024 * 1024;

/** Calls doors as Lambda does: JSON in, JSON out, a limit on the time. */
export interface DoorRunner {
  /** Imports every door; fails on one that cannot be imported or has no handler. */
  load(): Promise<void>;
  /** Takes and gives what JSON can carry. Fails with `DoorTimedOut`, or with what the handler threw. */
  invoke(door: string, payload: string): Promise<unknown>;
}

export class DoorTimedOut extends Error {
  override readonly name = 'DoorTimedOut';
  constructor(door: string, seconds: number) {
    super(`${door} did not answer within ${seconds} s`);
  }
}

/** The doors whose files are `<folder>/<name>.ts`; an imported door stays for the life of the process. */
export function doorRunner(folder: string, doors: Doors): DoorRunner {
  const table = new Map(doors);
  const imported = new Map<string, Promise<Handler>>();

  const handlerOf = (name: string): Promise<Handler> => {
    const handler = imported.get(name) ?? importHandler(folder, name);
    imported.set(name, handler);
    return handler;
  };

  return {
    load: async () => {
      await Promise.all(doors.map(([name]) => handlerOf(name)));
    },
    invoke: async (name, payload) => {
      const door = table.get(name);
      if (door === undefined) throw new Error(`there is no door ${name}`);
      const handler = await handlerOf(name);
      const answer = await withinTime(name, door, (context) => handler(JSON.parse(payload), context));
      return throughJson(name, answer);
    },
  };
}

async function importHandler(folder: string, name: string): Promise<Handler> {
  const module: { handler?: unknown } = await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  if (typeof module.handler !== 'function') throw new Error(`the door ${name} exports no handler`);
  return module.handler as Handler;
}

async function withinTime(
  name: string,
  door: Door,
  run: (context: ReturnType<typeof contextOf>) => unknown,
): Promise<unknown> {
  const milliseconds = door.timeoutSeconds * 1000;
  const context = contextOf(name, door, performance.now() + milliseconds);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DoorTimedOut(name, door.timeoutSeconds)), milliseconds);
  });
  try {
    return await Promise.race([Promise.resolve(context).then(run), late]);
  } finally {
    clearTimeout(timer);
  }
}

const contextOf = (name: string, door: Door, deadline: number) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${name}`,
  memoryLimitInMB: String(door.memoryMegabytes),
  awsRequestId: randomUUID(),
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: 'local',
  getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
});

function throughJson(name: string, answer: unknown): unknown {
  const text = JSON.stringify(answer);
  if (text === undefined) return null;
  if (Buffer.byteLength(text) > LARGEST_ANSWER) throw new Error(`the answer of ${name} is larger than 6 MB`);
  return JSON.parse(text);
}
