import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { fetchUsageEvents } from '../lib/dialects/imetering/usage.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** GET /usage/{meterId}/events lists the events behind a number. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [fetchUsageEvents], refusal);
