import { fetchMeter } from '../lib/dialects/imetering/meters.ts';
import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** fetchMeterFunction: GET /meters/{meterId} reads one meter. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [fetchMeter], refusal);
