import { beginAgain } from './begin-again.ts';
import type { Customer, CustomerDraft } from './customer.ts';
import { isCustomerId, MAX_CUSTOMER_ID } from './customer.ts';
import { refuseMalformed } from './metering-error.ts';
import type { Ports } from './ports/index.ts';

type CustomerPorts = Pick<Ports, 'customers' | 'clock'>;

/** Creates a customer or puts the draft in its place. Refuses with `request.malformed` or `store.unavailable`. */
export const saveCustomer =
  (ports: CustomerPorts) =>
  async (draft: CustomerDraft): Promise<Customer> =>
    changeCustomer(ports, draft.id, (kept, now) =>
      replaced(draft, draft.status ?? kept?.status ?? 'active', kept, now),
    );

/** A tenant came: kept or renewed, and active (again). */
export const onboardCustomer =
  (ports: CustomerPorts) =>
  async (draft: CustomerDraft): Promise<Customer> =>
    changeCustomer(ports, draft.id, (kept, now) => replaced(draft, 'active', kept, now));

/** A tenant went: marked inactive, whatever is known of it kept; one that nobody knew is recorded so too. */
export const offboardCustomer =
  (ports: CustomerPorts) =>
  async (draft: CustomerDraft): Promise<Customer> =>
    changeCustomer(ports, draft.id, (kept, now) =>
      replaced(kept ? { ...kept, id: draft.id } : draft, 'inactive', kept, now),
    );

function replaced(
  draft: CustomerDraft,
  status: Customer['status'],
  kept: Customer | undefined,
  now: number,
): Customer {
  const { id, name, email, tier, traits } = draft;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(tier === undefined ? {} : { tier }),
    traits,
    status,
    createdAt: kept?.createdAt ?? now,
    updatedAt: now,
    version: (kept?.version ?? 0) + 1,
  };
}

/** Reads, changes, saves; begins again where somebody else saved in between. */
async function changeCustomer(
  ports: CustomerPorts,
  id: string,
  change: (kept: Customer | undefined, now: number) => Customer,
): Promise<Customer> {
  if (!isCustomerId(id)) {
    refuseMalformed([{ path: 'id', message: `must have 1 to ${MAX_CUSTOMER_ID} characters`, value: id }]);
  }
  return beginAgain('customer.changed', async () => {
    const known = await ports.customers.find(id);
    const kept = change(known, ports.clock.now());
    return { kept, save: () => ports.customers.save(kept, known?.version ?? 0) };
  });
}
