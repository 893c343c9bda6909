import { deleteMeter } from '../lib/dialects/imetering/meters.ts';
import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** deleteMeterFunction: DELETE /meters/{meterId} deletes a meter and keeps its past. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [deleteMeter], refusal);
