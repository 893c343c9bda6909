import { CannotStart } from './cannot-start.ts';
import type { HouseOptions } from './house.ts';

const DEFAULT_PORT = 4000;
const DEFAULT_FOLDER = '.meterhouse';

/** What `npm start` reads from its environment; an empty variable counts as none. Fails with `CannotStart`. */
export function houseOptions(environment: NodeJS.ProcessEnv): HouseOptions {
  const {
    PORT,
    METERHOUSE_DATA: dataFolder,
    METERHOUSE_STORE: store,
    METERHOUSE_ADMIN_KEY: adminKey,
    DYNAMODB_ENDPOINT: dynamoDbEndpoint,
  } = environment;
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
