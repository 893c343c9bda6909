import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { postUsage } from '../lib/dialects/imetering/usage-intake.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** POST /usage takes usage events of apps without AWS credentials. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [postUsage], refusal);
