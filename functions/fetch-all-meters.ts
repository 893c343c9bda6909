import { fetchAllMeters } from '../lib/dialects/imetering/meters.ts';
import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** fetchAllMetersFunction: GET /meters lists the meters, page by page. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [fetchAllMeters], refusal);
