import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { unrouted } from '../lib/dialects/imetering/unrouted.ts';
import { allDoors } from '../lib/doors.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

const routes = allDoors.flatMap(([, door]) => door.routes ?? []);

/** Whatever no route matches: 404, or 405 with the methods that would do. */
export const handler = httpFunction(meteringOnAws(readSettings(process.env)), [unrouted(routes)], refusal);
