import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allDoors } from '../doors.ts';
import { systemClock } from '../runtime/clock.ts';
import { setLogSink } from '../runtime/log.ts';
import { type AdminKey, adminKeyOf } from './admin-key.ts';
import { CannotStart } from './cannot-start.ts';
import { clockRoutes, isForClock } from './clock-routes.ts';
import { type Closing, closingStack } from './closing.ts';
import { openDataFolder } from './data-folder.ts';
import { createStores, startEndpoints } from './endpoints.ts';
import { environmentFor, useEnvironment } from './environment.ts';
import { eventBridge, isForEventBridge } from './event-bridge.ts';
import { openEventDoors } from './event-doors.ts';
import { takePort } from './front.ts';
import { gateway } from './gateway.ts';
import { type Doors, doorRunner } from './lambda.ts';
import { openLogFile } from './log-file.ts';

export interface HouseOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataFolder: string;
  /** Which usage store answers; `timestream` is the one there is. */
  readonly store?: string;
  /** Used and not kept; without it the kept one, or a new one. */
  readonly adminKey?: string;
  /** A DynamoDB to use in place of the embedded one. */
  readonly dynamoDbEndpoint?: string;
  readonly doors?: Doors;
  /** Holds `<name>.ts` of every door. */
  readonly functionsFolder?: string;
}

export interface House {
  readonly url: string;
  readonly dataFolder: string;
  readonly adminKey: AdminKey;
  /** Whether the data folder was empty. */
  readonly isNew: boolean;
  /** Resolves when a part of the house has ended: to the reason if nobody stopped it. */
  readonly ended: Promise<Error | undefined>;
  /** Answers what is in hand, keeps what is queued, ends the children. */
  stop(): Promise<void>;
}

const FUNCTIONS = fileURLToPath(new URL('../../functions', import.meta.url));
const STORES = ['timestream'];

let started = false;

/**
 * Starts the whole product on this machine: the doors, an HTTP API and an event bus in front of them, the stores behind
 * them. Doors and their environment belong to the process, hence one house in a process's life. Fails with
 * `CannotStart`, leaving nothing behind, when the port or the data folder cannot be had.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  const { store = 'timestream' } = options;
  if (!STORES.includes(store)) {
    throw new CannotStart(`METERHOUSE_STORE=${store} is not supported yet: use ${STORES.join(' or ')}`);
  }
  if (started) throw new Error('this process has had its house');
  started = true;
  const { closing, close } = closingStack();
  try {
    return { ...(await furnish(options, closing)), stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnish(options: HouseOptions, closing: Closing): Promise<Omit<House, 'stop'>> {
  const { doors = allDoors, functionsFolder = FUNCTIONS, dynamoDbEndpoint } = options;
  const { path: dataFolder } = closing(await openDataFolder(options.dataFolder), (data) => data.release());
  const logFile = closing(openLogFile(join(dataFolder, 'meterhouse.log')), (file) => file.close());
  setLogSink(logFile.write);
  const front = closing(await takePort(options.port), ({ stop }) => stop());

  const adminKey = await adminKeyOf(dataFolder, options.adminKey);
  const endpoints = await startEndpoints(
    {
      dataFolder,
      adminKey: adminKey.value,
      clock: systemClock,
      ...(dynamoDbEndpoint === undefined ? {} : { dynamoDbEndpoint }),
    },
    closing,
  );
  useEnvironment(environmentFor(doors, endpoints, process.env));
  const runner = doorRunner(functionsFolder, doors);
  await Promise.all([runner.load(), createStores(endpoints)]);

  const queues = join(dataFolder, 'queues');
  const isNew = !existsSync(queues);
  const events = closing(await openEventDoors(queues, doors, runner, systemClock), ({ stop }) => stop());
  const putEvents = eventBridge(events.rules, systemClock);
  const setClock = clockRoutes(systemClock, endpoints, adminKey.value);
  const callDoor = gateway(runner, doors, systemClock);
  // Again, to have it closed first: no request may meet closed stores.
  closing(front, ({ stop }) => stop());
  await adminKey.keep();
  front.open((incoming) => {
    if (isForEventBridge(incoming)) return putEvents(incoming);
    if (isForClock(incoming)) return setClock(incoming);
    return callDoor(incoming);
  });
  return { url: front.url, dataFolder, adminKey, isNew, ended: endpoints.ended };
}
