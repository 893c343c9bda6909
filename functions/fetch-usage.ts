import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { fetchUsage } from '../lib/dialects/imetering/usage.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** fetchUsageFunction: GET /usage/{meterId} answers how much was used. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [fetchUsage], refusal);
