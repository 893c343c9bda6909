import * as z from 'zod';
import type { RefusalCode } from '../../core/metering-error.ts';
import {
  customerChangeSchema,
  customerSchema,
  meterChangeSchema,
  meterDraftSchema,
  meterSchema,
} from './wire.ts';
import {
  cancelledSchema,
  cancelSchema,
  keptEventSchema,
  rejectionSchema,
  submissionSchema,
  usageSchema,
  verdictsSchema,
} from './wire-usage.ts';

/** What the description of the API says of one route. */
export interface Operation {
  readonly on: string;
  readonly summary: string;
  readonly open?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  readonly bodyOptional?: boolean;
  readonly status: number;
  readonly answer?: z.ZodType;
  /** The refusals that it has of its own, besides those of every route. */
  readonly refuses: readonly RefusalCode[];
}

const data = <Schema extends z.ZodType>(schema: Schema) => z.object({ data: schema });
const page = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ data: z.array(schema), next_token: z.string().optional() });
const paging = { limit: 'How many, 1 to 100, default 10.', next_token: 'The token of the page before.' };
const selection = {
  from: 'Inclusive; RFC 3339 or epoch milliseconds. Default: a day before `to`.',
  to: 'Exclusive. Default: now.',
  startTimeInSeconds: '`from` in epoch seconds.',
  endTimeInSeconds: '`to` in epoch seconds.',
  customerId: 'Any of these; separated by commas, or repeated.',
  'filter.{dimension}': 'Events with any of these texts; separated by commas, or repeated.',
  deleted: '`true` asks for the past of a deleted meter.',
};

/** Every route of the native dialect. A test calls each of them and provokes each of its statuses. */
export const operations: readonly Operation[] = [
  {
    on: 'POST /meters',
    summary: 'Register a meter',
    body: meterDraftSchema,
    status: 201,
    answer: data(meterSchema),
    refuses: ['request.malformed', 'meter.exists'],
  },
  {
    on: 'GET /meters',
    summary: 'List meters',
    query: paging,
    status: 200,
    answer: page(meterSchema),
    refuses: ['request.malformed', 'page.invalid'],
  },
  {
    on: 'GET /meters/{meterId}',
    summary: 'Read a meter',
    status: 200,
    answer: data(meterSchema),
    refuses: ['request.malformed', 'meter.not-found'],
  },
  {
    on: 'PUT /meters/{meterId}',
    summary: 'Change a meter; what is left out is kept',
    body: meterChangeSchema,
    status: 200,
    answer: data(meterSchema),
    refuses: [
      'request.malformed',
      'meter.not-found',
      'meter.changed',
      'meter.aggregation-fixed',
      'meter.dimension-in-use',
    ],
  },
  {
    on: 'DELETE /meters/{meterId}',
    summary: 'Delete a meter; its past stays',
    status: 204,
    refuses: ['meter.not-found'],
  },
  {
    on: 'POST /usage',
    summary: 'Send usage events; one verdict each, in order',
    body: submissionSchema,
    status: 200,
    answer: verdictsSchema,
    refuses: ['request.malformed'],
  },
  {
    on: 'GET /usage/{meterId}',
    summary: 'How much was used',
    query: {
      ...selection,
      window: 'NONE (default), MINUTE, HOUR, DAY, WEEK or MONTH, on the wall clock of the time zone.',
      timezone: 'IANA name, default UTC.',
      groupBy: '`customerId` and declared dimensions, separated by commas.',
      limit: 'Points, 1 to 10,000, default 1,000.',
      next_token: paging.next_token,
    },
    status: 200,
    answer: data(usageSchema).extend({ next_token: z.string().optional() }),
    refuses: [
      'request.malformed',
      'usage.unknown-dimension',
      'window.empty',
      'page.invalid',
      'meter.not-found',
    ],
  },
  {
    on: 'GET /usage/{meterId}/events',
    summary: 'The events behind a number, cancelled ones marked',
    query: { ...selection, limit: 'Events, 1 to 1,000, default 100.', next_token: paging.next_token },
    status: 200,
    answer: page(keptEventSchema),
    refuses: ['request.malformed', 'window.empty', 'page.invalid', 'meter.not-found'],
  },
  {
    on: 'DELETE /usage',
    summary: 'Cancel events, by ids or by range; the selection may stand in the query too',
    body: cancelSchema,
    bodyOptional: true,
    status: 200,
    answer: data(cancelledSchema),
    refuses: [
      'request.malformed',
      'cancel.unbounded',
      'cancel.ambiguous',
      'cancel.unfinished',
      'usage.unknown-dimension',
      'window.empty',
      'meter.not-found',
    ],
  },
  {
    on: 'GET /customers',
    summary: 'List customers',
    query: paging,
    status: 200,
    answer: page(customerSchema),
    refuses: ['request.malformed', 'page.invalid'],
  },
  {
    on: 'GET /customers/{customerId}',
    summary: 'Read a customer',
    status: 200,
    answer: data(customerSchema),
    refuses: ['request.malformed', 'customer.not-found'],
  },
  {
    on: 'PUT /customers/{customerId}',
    summary: 'Create a customer, or put another in its place',
    body: customerChangeSchema,
    status: 200,
    answer: data(customerSchema),
    refuses: ['request.malformed'],
  },
  {
    on: 'GET /rejections',
    summary: 'Parked events, newest first',
    query: {
      ...paging,
      meterId: 'Of this meter.',
      customerId: 'Of this customer.',
      code: 'With this reason.',
    },
    status: 200,
    answer: page(rejectionSchema),
    refuses: ['request.malformed', 'page.invalid'],
  },
  {
    on: 'POST /rejections/{rejectionId}/resubmit',
    summary: 'Try a parked event again, as it was or corrected',
    body: z.unknown(),
    bodyOptional: true,
    status: 200,
    answer: verdictsSchema,
    refuses: ['request.malformed', 'rejection.not-found'],
  },
  {
    on: 'DELETE /rejections/{rejectionId}',
    summary: 'Drop a parked event for good',
    status: 204,
    refuses: [],
  },
  {
    on: 'GET /openapi.json',
    summary: 'This document',
    open: true,
    status: 200,
    answer: z.unknown(),
    refuses: [],
  },
];
