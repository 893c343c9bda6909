import type { CustomerDraft } from '../../core/customer.ts';
import type { Metering } from '../../core/metering.ts';
import { QueryReader } from '../../http/query.ts';
import { jsonBody, param } from '../../http/request.ts';
import { json } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { readTraits, traitsProblems } from './customer-traits.ts';
import { pageRequest } from './meters.ts';
import { customerChangeSchema, fromApi, toApiCustomer } from './wire.ts';

export const fetchAllCustomers = route({
  on: 'GET /customers',
  decode: pageRequest,
  run: (metering, page) => metering.fetchAllCustomers(page),
  encode: ({ items, nextToken }) => json(200, { data: items.map(toApiCustomer), next_token: nextToken }),
});

export const fetchCustomer = route({
  on: 'GET /customers/{customerId}',
  decode: (request) => {
    new QueryReader(request.query).done();
    return param(request, 'customerId');
  },
  run: (metering, customerId) => metering.fetchCustomer(customerId),
  encode: (customer) => json(200, { data: toApiCustomer(customer) }),
});

export const putCustomer = route({
  on: 'PUT /customers/{customerId}',
  decode: (request): CustomerDraft => {
    const id = param(request, 'customerId');
    const body = fromApi(customerChangeSchema, jsonBody(request), [], (seen) => [
      ...traitsProblems(seen['traits']),
      ...(seen['id'] === undefined || seen['id'] === id
        ? []
        : [{ path: 'id', message: `differs from the path, which says "${id}"`, value: seen['id'] }]),
    ]);
    return { ...body, id, traits: readTraits(body.traits ?? {}) } as CustomerDraft;
  },
  run: (metering: Metering, draft) => metering.saveCustomer(draft),
  encode: (customer) => json(200, { data: toApiCustomer(customer) }),
});
