import { type Customer, type CustomerId, isCustomerId, MAX_CUSTOMER_ID } from './customer.ts';
import { MeteringError } from './metering-error.ts';
import type { PageRequest, SealedPage } from './page.ts';
import type { Ports } from './ports/index.ts';
import { resumeAfter, sealNext } from './sealed-page.ts';

/** A customer, inactive ones too. Refuses with `customer.not-found`. */
export const fetchCustomer =
  (ports: Pick<Ports, 'customers'>) =>
  async (customerId: CustomerId): Promise<Customer> => {
    const customer = isCustomerId(customerId) ? await ports.customers.find(customerId) : undefined;
    if (!customer) {
      throw new MeteringError('customer.not-found', { customerId: customerId.slice(0, MAX_CUSTOMER_ID) });
    }
    return customer;
  };

/** A page of all customers, by id. Refuses a foreign token with `page.invalid`. */
export const fetchAllCustomers =
  (ports: Pick<Ports, 'customers' | 'pageTokens'>) =>
  async ({ limit, token }: PageRequest): Promise<SealedPage<Customer>> => {
    const after = await resumeAfter<string>(ports, 'customers', token);
    return sealNext(ports, 'customers', await ports.customers.list({ limit, ...after }));
  };
