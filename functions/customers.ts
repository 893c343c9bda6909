import { fetchAllCustomers, fetchCustomer, putCustomer } from '../lib/dialects/imetering/customers.ts';
import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** GET /customers, GET and PUT /customers/{customerId}. */
export const handler = httpFunction(
  meteringOnAws(readSettings(process.env)),
  [fetchAllCustomers, fetchCustomer, putCustomer],
  refusal,
);
