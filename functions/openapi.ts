import { openApi } from '../lib/dialects/imetering/openapi.ts';
import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** GET /openapi.json: the API's description of itself. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [openApi], refusal);
