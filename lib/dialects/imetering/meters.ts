import {
  dimensionProblems,
  type MeterChange,
  type MeterDraft,
  type MeterId,
  meterProblems,
} from '../../core/meter.ts';
import type { Problem } from '../../core/metering-error.ts';
import type { PageRequest } from '../../core/page.ts';
import { QueryReader } from '../../http/query.ts';
import { jsonBody, param, type Request } from '../../http/request.ts';
import { json, noContent } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { type Alias, fromApi, meterChangeSchema, meterDraftSchema, toApiMeter } from './wire.ts';

/** The words of SBT's convention. */
const aliases: readonly Alias[] = [
  { alias: 'label', name: 'name' },
  { alias: 'meterApiName', name: 'id' },
  { alias: 'meterType', name: 'aggregation' },
];

/** What the core says of those fields that are of the right type. */
function coreProblems(seen: Record<string, unknown>): readonly Problem[] {
  const text = (value: unknown): value is string => typeof value === 'string';
  const { id, name, description, unit, dimensions } = seen;
  const fields = meterProblems({
    ...(text(id) ? { id } : {}),
    ...(text(name) ? { name } : {}),
    ...(text(description) ? { description } : {}),
    ...(text(unit) ? { unit } : {}),
  });
  return [...fields, ...dimensionProblems(Array.isArray(dimensions) ? dimensions : [])];
}

export const createMeter = route({
  on: 'POST /meters',
  decode: (request): MeterDraft =>
    fromApi(meterDraftSchema, jsonBody(request), aliases, coreProblems) as MeterDraft,
  run: (metering, draft) => metering.createMeter(draft),
  encode: (meter) => json(201, { data: toApiMeter(meter) }),
});

export const fetchMeter = route({
  on: 'GET /meters/{meterId}',
  decode: (request) => {
    new QueryReader(request.query).done();
    return param(request, 'meterId');
  },
  run: (metering, meterId) => metering.fetchMeter(meterId),
  encode: (meter) => json(200, { data: toApiMeter(meter) }),
});

export const fetchAllMeters = route({
  on: 'GET /meters',
  decode: (request) => pageRequest(request),
  run: (metering, page) => metering.fetchAllMeters(page),
  encode: ({ items, nextToken }) => json(200, { data: items.map(toApiMeter), next_token: nextToken }),
});

export const updateMeter = route({
  on: 'PUT /meters/{meterId}',
  decode: (request): { meterId: MeterId; change: MeterChange } => {
    const meterId = param(request, 'meterId');
    const body = jsonBody(request);
    const { id: _, ...change } = fromApi(meterChangeSchema, body, aliases, (seen) => [
      ...coreProblems(seen),
      ...(seen['id'] === undefined || seen['id'] === meterId
        ? []
        : [{ path: 'id', message: `differs from the path, which says "${meterId}"`, value: seen['id'] }]),
    ]);
    return { meterId, change: change as MeterChange };
  },
  run: (metering, { meterId, change }) => metering.updateMeter(meterId, change),
  encode: (meter) => json(200, { data: toApiMeter(meter) }),
});

export const deleteMeter = route({
  on: 'DELETE /meters/{meterId}',
  decode: (request) => param(request, 'meterId'),
  run: (metering, meterId) => metering.deleteMeter(meterId),
  encode: noContent,
});

/** `limit` (1 to 100, default 10) and `next_token`, for lists with no other parameters. */
export function pageRequest(request: Request): PageRequest {
  const query = new QueryReader(request.query);
  const page = readPage(query, { least: 1, most: 100, otherwise: 10 });
  query.done();
  return page;
}

export function readPage(
  query: QueryReader,
  bounds: { least: number; most: number; otherwise: number },
): PageRequest {
  const limit = query.integer('limit', bounds);
  const token = query.text('next_token');
  return { limit, ...(token === undefined ? {} : { token }) };
}
