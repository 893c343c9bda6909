import type { Customer, CustomerId } from '../customer.ts';
import type { Page } from '../page.ts';

/** Where customers are kept. Every adapter passes `test/contracts/customer-repository.ts`. */
export interface CustomerRepository {
  find(id: CustomerId): Promise<Customer | undefined>;
  /** Those of the ids that are known. */
  findAll(ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, Customer>>;
  /**
   * Keeps a customer in the place of version `expected`, 0 for one not known before.
   * Refuses with `customer.changed` when that is not what is kept.
   */
  save(customer: Customer, expected: number): Promise<void>;
  /** All customers by id (UTF-8 bytes ascending), after the id `after`. */
  list(request: { limit: number; after?: CustomerId }): Promise<Page<Customer, CustomerId>>;
}
