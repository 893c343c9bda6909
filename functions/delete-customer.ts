import { offboardDeliveries } from '../lib/dialects/imetering/tenant-events.ts';
import { eventFunction } from '../lib/runtime/event-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** deleteCustomerFunction: OFFBOARDING_REQUEST takes a tenant out of service. */
export const handler = eventFunction(meteringOnAws(readSettings(process.env)), offboardDeliveries);
