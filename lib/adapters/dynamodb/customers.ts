import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Customer } from '../../core/customer.ts';
import { MeteringError } from '../../core/metering-error.ts';
import type { CustomerRepository } from '../../core/ports/index.ts';
import {
  type Item,
  ifPresent,
  itemOf,
  numberIn,
  numberValue,
  optionalTexts,
  textIn,
  textValue,
} from './item.ts';
import { shelf } from './shelf.ts';

/** Customers in a table of their own; their traits are one JSON text, for nobody queries them. */
export function dynamoDbCustomers(client: DynamoDBClient, table: string): CustomerRepository {
  const customers = shelf(client, table, 'customer');
  return {
    async find(id) {
      const item = await customers.get(id);
      return item && fromItem(item);
    },
    async findAll(ids) {
      const found = (await customers.getAll(ids)).map(fromItem);
      return new Map(found.map((customer) => [customer.id, customer]));
    },
    async save(customer, expected) {
      const found = await customers.put(customer.id, toItem(customer), expected);
      if (found !== undefined) throw new MeteringError('customer.changed', { customerId: customer.id });
    },
    async list(request) {
      const { items, more } = await customers.list(request);
      const page = items.map(fromItem);
      const last = page.at(-1);
      return { items: page, ...(more && last ? { next: last.id } : {}) };
    },
  };
}

const toItem = (customer: Customer): Item =>
  itemOf({
    name: ifPresent(customer.name, textValue),
    email: ifPresent(customer.email, textValue),
    tier: ifPresent(customer.tier, textValue),
    traits: textValue(JSON.stringify(customer.traits)),
    status: textValue(customer.status),
    createdAt: numberValue(customer.createdAt),
    updatedAt: numberValue(customer.updatedAt),
    version: numberValue(customer.version),
  });

const fromItem = (item: Item): Customer => ({
  id: textIn(item, 'sk'),
  ...optionalTexts(item, 'name', 'email', 'tier'),
  traits: JSON.parse(textIn(item, 'traits')) as Customer['traits'],
  status: textIn(item, 'status') === 'inactive' ? 'inactive' : 'active',
  createdAt: numberIn(item, 'createdAt'),
  updatedAt: numberIn(item, 'updatedAt'),
  version: numberIn(item, 'version'),
});
