import { ingestDeliveries } from '../lib/dialects/imetering/usage-intake.ts';
import { eventFunction } from '../lib/runtime/event-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** ingestUsageEventFunction: INGEST_USAGE brings usage events, singly or through a queue. */
export const handler = eventFunction(meteringOnAws(readSettings(process.env)), ingestDeliveries);
