import { onboardDeliveries } from '../lib/dialects/imetering/tenant-events.ts';
import { eventFunction } from '../lib/runtime/event-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** createCustomerFunction: ONBOARDING_REQUEST brings a tenant. */
export const handler = eventFunction(meteringOnAws(readSettings(process.env)), onboardDeliveries);
