import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { timestreamClients } from '../adapters/timestream/clients.ts';
import { createTimestreamTable } from '../adapters/timestream/create-table.ts';
import type { Instant } from '../core/instant.ts';
import type { Clock } from '../core/ports/index.ts';
import { usageSeries } from '../doors.ts';
import type { Closing } from './closing.ts';
import { createTables, startDynamoDb } from './dynamodb.ts';
import { type Endpoints, localNames, localTables } from './environment.ts';
import { startHttpServer } from './http-server.ts';
import { secretsManager } from './secrets-manager.ts';
import { startTimestream } from './timestream/start-timestream.ts';

export interface EndpointOptions {
  readonly dataFolder: string;
  readonly adminKey: string;
  readonly clock: Clock;
  /** A DynamoDB to use in place of the embedded one. */
  readonly dynamoDbEndpoint?: string;
}

export interface RunningEndpoints extends Endpoints {
  /** Readies the usage series for a clock that is about to show this time. */
  prepare(now: Instant): Promise<void>;
  /** Resolves when one of them has ended: to the reason if nobody stopped it. */
  readonly ended: Promise<Error | undefined>;
}

/** Starts what stands for AWS behind the doors, each on a free port of the loopback. */
export async function startEndpoints(options: EndpointOptions, closing: Closing): Promise<RunningEndpoints> {
  const { dataFolder, adminKey, clock, dynamoDbEndpoint } = options;
  const path = `/${randomBytes(24).toString('base64url')}`;
  const secret = { name: localNames.ADMIN_KEY_SECRET, value: adminKey };
  const secrets = closing(await startHttpServer(0, secretsManager(secret, path)), (server) => server.stop());
  const timestream = closing(
    await startTimestream({ dataFile: join(dataFolder, 'timestream.duckdb'), clock }),
    (endpoint) => endpoint.stop(),
  );
  const dynamoDb = closing(
    await startDynamoDb(dynamoDbEndpoint === undefined ? { dataFolder } : { endpoint: dynamoDbEndpoint }),
    (endpoint) => endpoint.stop(),
  );
  return {
    dynamoDb: dynamoDb.endpoint,
    timestream: timestream.endpoint,
    secretsManager: `${secrets.url}${path}`,
    prepare: (now) => timestream.reach(now),
    ended: dynamoDb.ended,
  };
}

/** Makes the tables that are not there yet. */
export async function createStores({ dynamoDb, timestream }: Endpoints): Promise<void> {
  const tables = dynamoDbClient(dynamoDb);
  const { write, query } = timestreamClients({ writeEndpoint: timestream, queryEndpoint: timestream });
  const names = { database: localNames.TIMESTREAM_DATABASE, table: localNames.TIMESTREAM_TABLE };
  try {
    await Promise.all([createTables(tables, localTables), createTimestreamTable(write, names, usageSeries)]);
  } finally {
    for (const client of [tables, write, query]) client.destroy();
  }
}
