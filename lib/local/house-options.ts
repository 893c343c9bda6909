import { CannotStart } from './cannot-start.ts';
import type { HouseOptions } from './house.ts';

const DEFAULT_PORT = 4000;
const DEFAULT_FOLDER = '.meterhouse';
const MOST_REJECTION_DAYS = 36_500;

/** What `npm start` reads from its environment; an empty variable counts as none. Fails with `CannotStart`. */
export function houseOptions(environment: NodeJS.ProcessEnv): HouseOptions {
  const {
    PORT,
    METERHOUSE_DATA: dataFolder,
    METERHOUSE_STORE: store,
    METERHOUSE_ADMIN_KEY: adminKey,
    DYNAMODB_ENDPOINT: dynamoDbEndpoint,
    UNKNOWN_CUSTOMERS,
    REJECTION_DAYS,
  } = environment;
  checkUnknownCustomers(UNKNOWN_CUSTOMERS);
  checkRejectionDays(REJECTION_DAYS);
  return {
    port: readPort(PORT),
    dataFolder: dataFolder || DEFAULT_FOLDER,
    ...(store ? { store } : {}),
    ...(adminKey ? { adminKey } : {}),
    ...(dynamoDbEndpoint ? { dynamoDbEndpoint } : {}),
  };
}

function readPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new CannotStart(`PORT=${text} is no port: use 0 to 65535`);
  }
  return Number(text);
}

// The doors read these two themselves, and would refuse them one by one while the house is half built.

function checkUnknownCustomers(text: string | undefined): void {
  if (!text || text === 'accept' || text === 'park') return;
  throw new CannotStart(`UNKNOWN_CUSTOMERS=${text} is not known: use accept or park`);
}

function checkRejectionDays(text: string | undefined): void {
  if (!text || (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= MOST_REJECTION_DAYS)) return;
  throw new CannotStart(`REJECTION_DAYS=${text} is no number of days: use 1 to ${MOST_REJECTION_DAYS}`);
}
