import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from './cannot-start.ts';
import { answersAt, startEmulator } from './dynamodb-emulator.ts';

export { createTables } from './dynamodb-tables.ts';

export interface LocalDynamoDb {
  readonly endpoint: string;
  /** Resolves when the emulator has ended: to the reason if nobody stopped it, else to `undefined`. Never rejects. */
  readonly ended: Promise<Error | undefined>;
  stop(): Promise<void>;
}

export interface LocalDynamoDbOptions {
  /** Where the tables are kept; in memory when absent. The caller holds the folder: one emulator a folder. */
  readonly dataFolder?: string;
  /** A DynamoDB that runs already, to be used in place of the emulator. */
  readonly endpoint?: string;
}

const TRIES = 5;

/**
 * A DynamoDB on this machine. The emulator ends with this process, also when this process is killed; what was answered
 * before is in its file. Fails with `CannotStart` where there is no emulator, or nothing answers at the endpoint.
 */
export async function startDynamoDb({ dataFolder, endpoint }: LocalDynamoDbOptions): Promise<LocalDynamoDb> {
  if (endpoint) return useRunning(endpoint);
  const emulator = await startEmulator(dataFolder && join(resolve(dataFolder), 'dynamodb.sqlite'));
  let stopping = false;
  return {
    endpoint: emulator.endpoint,
    ended: emulator.process.ended.then((status) =>
      stopping
        ? undefined
        : new Error(
            `the DynamoDB emulator ended (${status ?? 'by a signal'}): ${emulator.process.lastWords()}`,
          ),
    ),
    stop() {
      stopping = true;
      return emulator.process.stop();
    },
  };
}

async function useRunning(endpoint: string): Promise<LocalDynamoDb> {
  for (let tries = 1; !(await answersAt(endpoint)); tries++) {
    if (tries === TRIES) throw new CannotStart(`nothing answers at DYNAMODB_ENDPOINT=${endpoint}`);
    await sleep(200);
  }
  let end: (nothing: undefined) => void;
  const ended = new Promise<undefined>((settle) => {
    end = settle;
  });
  return { endpoint, ended, stop: async () => end(undefined) };
}
