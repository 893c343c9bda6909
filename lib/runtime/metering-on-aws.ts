import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { dynamoDbCustomers } from '../adapters/dynamodb/customers.ts';
import { dynamoDbLedger } from '../adapters/dynamodb/ledger.ts';
import { dynamoDbMeters } from '../adapters/dynamodb/meters.ts';
import { dynamoDbPageTokens } from '../adapters/dynamodb/page-tokens.ts';
import { dynamoDbRejections } from '../adapters/dynamodb/rejections.ts';
import { timestreamClients } from '../adapters/timestream/clients.ts';
import { timestreamUsage } from '../adapters/timestream/timestream-usage.ts';
import { type Metering, metering } from '../core/metering.ts';
import type { Ports } from '../core/ports/index.ts';
import { required, type Settings } from '../settings.ts';
import { systemClock } from './clock.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { cryptoIds } from './ids.ts';
import { once } from './once.ts';

/** Metering over the stores that the settings name. */
export const meteringOnAws = (settings: Settings): Metering => metering(portsOnAws(settings));

/**
 * Each port comes into being when a verb first asks for it, so that a door needs the settings, and pays for the clients,
 * of what it uses only.
 */
export function portsOnAws(settings: Settings): Ports {
  const dynamoDb = once(() => dynamoDbClient(settings.DYNAMODB_ENDPOINT));
  const meters = once(() => dynamoDbMeters(dynamoDb(), required(settings, 'METERS_TABLE')));
  const customers = once(() => dynamoDbCustomers(dynamoDb(), required(settings, 'CUSTOMERS_TABLE')));
  const ledger = once(() => dynamoDbLedger(dynamoDb(), required(settings, 'LEDGER_TABLE')));
  const pageTokens = once(() => dynamoDbPageTokens(dynamoDb(), required(settings, 'TOKENS_TABLE')));
  const rejections = once(() =>
    dynamoDbRejections(dynamoDb(), required(settings, 'REJECTIONS_TABLE'), {
      clock: systemClock,
      keepDays: settings.REJECTION_DAYS,
    }),
  );
  const usage = once(() =>
    timestreamUsage(
      timestreamClients({
        ...(settings.TIMESTREAM_WRITE_ENDPOINT ? { writeEndpoint: settings.TIMESTREAM_WRITE_ENDPOINT } : {}),
        ...(settings.TIMESTREAM_QUERY_ENDPOINT ? { queryEndpoint: settings.TIMESTREAM_QUERY_ENDPOINT } : {}),
      }),
      {
        database: required(settings, 'TIMESTREAM_DATABASE'),
        table: required(settings, 'TIMESTREAM_TABLE'),
      },
    ),
  );
  return {
    get meters() {
      return meters();
    },
    get customers() {
      return customers();
    },
    get ledger() {
      return ledger();
    },
    get usage() {
      return usage();
    },
    get rejections() {
      return rejections();
    },
    get pageTokens() {
      return pageTokens();
    },
    clock: systemClock,
    ids: cryptoIds,
    telemetry: embeddedMetrics,
    unknownCustomers: settings.UNKNOWN_CUSTOMERS,
  };
}
