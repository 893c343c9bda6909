import { cancelUsageEvents } from '../lib/dialects/imetering/cancellation.ts';
import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** cancelUsageEventsFunction: DELETE /usage takes events out of every number. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [cancelUsageEvents], refusal);
