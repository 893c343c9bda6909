import * as z from 'zod';
import { MAX_CUSTOMER_ID } from '../../core/customer.ts';
import { AGGREGATIONS, METER_ID } from '../../core/meter.ts';
import { MAX_EVENT_ID } from '../../core/usage-event.ts';
import { WINDOW_SIZES } from '../../core/window.ts';

/*
 * The shapes of usage, for the description of the API. Events are judged by the core one by one, so that a bad one is a
 * verdict and not a refusal of its neighbours; the bounds here are the core's own.
 */

const dimensions = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const meterId = z.string().regex(METER_ID);
const customerId = z.string().min(1).max(MAX_CUSTOMER_ID);

export const usageEventSchema = z.object({
  id: z
    .string()
    .min(1)
    .max(MAX_EVENT_ID)
    .optional()
    .describe('Idempotency key; made of the content where it is left out.'),
  meterId,
  customerId,
  value: z
    .union([z.string(), z.number()])
    .optional()
    .describe(
      'Decimal as text or number, up to 38 significant digits; any text for UNIQUE_COUNT; ignored for COUNT.',
    ),
  time: z
    .union([z.string(), z.int()])
    .optional()
    .describe('RFC 3339 with an offset, or epoch milliseconds; the time of arrival where it is left out.'),
  dimensions: dimensions.optional(),
});

export const submissionSchema = z.union([
  usageEventSchema,
  z.object({ events: z.array(usageEventSchema).min(1).max(1000) }),
  z.array(usageEventSchema).min(1).max(1000),
]);

export const verdictsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().optional(),
      status: z.enum(['accepted', 'duplicate', 'conflict', 'rejected']),
      code: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
  summary: z.object({ accepted: z.int(), duplicate: z.int(), conflict: z.int(), rejected: z.int() }),
});

export const usageSchema = z.object({
  meterId: z.string(),
  aggregation: z.enum(AGGREGATIONS),
  unit: z.string(),
  from: z.string(),
  to: z.string(),
  window: z.enum(WINDOW_SIZES),
  timezone: z.string(),
  series: z.array(
    z.object({
      group: z.record(z.string(), z.string()),
      points: z.array(
        z.object({ start: z.string(), end: z.string(), value: z.string().describe('Exact decimal') }),
      ),
    }),
  ),
});

export const keptEventSchema = z.object({
  id: z.string(),
  meterId: z.string(),
  customerId: z.string(),
  value: z.string().optional(),
  time: z.string(),
  dimensions: z.record(z.string(), z.string()),
  receivedAt: z.string(),
  cancelled: z.literal(true).optional(),
  cancelledAt: z.string().optional(),
});

export const cancelSchema = z.union([
  z.object({ meterId, customerId: customerId.optional(), ids: z.array(z.string()).min(1).max(1000) }),
  z.object({
    meterId,
    customerId: customerId.optional(),
    from: z.union([z.string(), z.int()]),
    to: z.union([z.string(), z.int()]),
    filter: z.record(z.string(), z.array(z.string())).optional(),
  }),
]);

export const cancelledSchema = z.object({
  cancelled: z.int(),
  alreadyCancelled: z.int(),
  notFound: z.array(z.string()),
});

export const rejectionSchema = z.object({
  id: z.string(),
  verb: z.enum(['ingest', 'onboard', 'offboard']),
  code: z.string(),
  message: z.string(),
  receivedAt: z.string(),
  source: z.enum(['eventbridge', 'http', 'amberflo', 'abacus', 'amp']),
  event: z.unknown().describe('The original, whole'),
  meterId: z.string().optional(),
  customerId: z.string().optional(),
  entry: z.object({ id: z.string(), position: z.int() }).optional(),
  envelopeTime: z.string().optional(),
});

export const errorSchema = z.object({
  statusCode: z.int(),
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
});
