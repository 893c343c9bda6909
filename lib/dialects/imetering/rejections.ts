import { printInstant } from '../../core/instant.ts';
import type { Metering } from '../../core/metering.ts';
import type { PageRequest } from '../../core/page.ts';
import type { Rejection } from '../../core/rejection.ts';
import type { RejectionFilter } from '../../core/rejections.ts';
import type { Verdict } from '../../core/submission.ts';
import { parseJson } from '../../http/json.ts';
import { QueryReader } from '../../http/query.ts';
import { jsonBody, param } from '../../http/request.ts';
import { json, noContent } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { readPage } from './meters.ts';
import { applyTenantEvent } from './tenant-events.ts';
import { asItWas, corrected, verdictsAsAnswer } from './usage-intake.ts';

export const listRejections = route({
  on: 'GET /rejections',
  decode: (request): RejectionFilter & PageRequest => {
    const query = new QueryReader(request.query);
    const [meterId, customerId, code] = ['meterId', 'customerId', 'code'].map((name) => query.text(name));
    const page = readPage(query, { least: 1, most: 100, otherwise: 10 });
    query.done();
    return {
      ...(meterId === undefined ? {} : { meterId }),
      ...(customerId === undefined ? {} : { customerId }),
      ...(code === undefined ? {} : { code }),
      ...page,
    };
  },
  run: (metering, question) => metering.listRejections(question),
  encode: ({ items, nextToken }) => json(200, { data: items.map(toApiRejection), next_token: nextToken }),
});

export const resubmitRejection = route({
  on: 'POST /rejections/{rejectionId}/resubmit',
  decode: (request) => ({ rejectionId: param(request, 'rejectionId'), body: jsonBody(request) }),
  run: async (metering, { rejectionId, body }) => {
    const rejection = await metering.fetchRejection(rejectionId);
    const event = body === undefined ? originalOf(rejection) : body;
    if (rejection.verb !== 'ingest') return resubmitTenantEvent(metering, rejection, rejection.verb, event);
    const events = body === undefined ? asItWas(event, rejection) : corrected(event, rejection);
    return metering.resubmitRejection(rejection, events);
  },
  encode: verdictsAsAnswer,
});

export const dismissRejection = route({
  on: 'DELETE /rejections/{rejectionId}',
  decode: (request) => param(request, 'rejectionId'),
  run: (metering, rejectionId) => metering.dismissRejection(rejectionId),
  encode: noContent,
});

async function resubmitTenantEvent(
  metering: Metering,
  rejection: Rejection,
  verb: 'onboard' | 'offboard',
  detail: unknown,
): Promise<Verdict[]> {
  const refused = await applyTenantEvent(metering, verb, detail);
  if (refused) return [{ status: 'rejected', id: rejection.id, ...refused }];
  await metering.dismissRejection(rejection.id);
  return [{ status: 'accepted', id: rejection.id }];
}

const toApiRejection = ({ envelopeTime, receivedAt, event, ...rejection }: Rejection) => ({
  ...rejection,
  receivedAt: printInstant(receivedAt),
  ...(envelopeTime === undefined ? {} : { envelopeTime: printInstant(envelopeTime) }),
  event: originalOf({ event }),
});

/** The event as it was; as its text where it is nested deeper than we read. */
function originalOf({ event }: Pick<Rejection, 'event'>): unknown {
  try {
    return parseJson(event);
  } catch {
    return event;
  }
}
