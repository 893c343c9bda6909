import type { CancelSelection } from '../../core/cancel-usage.ts';
import { isCustomerId } from '../../core/customer.ts';
import { MAX_DIMENSION_NAME, MAX_DIMENSION_VALUE } from '../../core/event-dimensions.ts';
import { scalarText } from '../../core/event-value.ts';
import { isJsonObject } from '../../core/json-object.ts';
import { isMeterId } from '../../core/meter.ts';
import { MeteringError, type Problem, refuseMalformed } from '../../core/metering-error.ts';
import { MAX_EVENT_ID } from '../../core/usage-event.ts';
import { QueryReader, withPlus } from '../../http/query.ts';
import { jsonBody, type Request } from '../../http/request.ts';
import { json } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { type Complain, type Fields, rangeOf } from './cancelled-range.ts';
import { countOf, FILTER, MAX_CONDITIONS } from './conditions.ts';

const MAX_IDS = 1000;

export const cancelUsageEvents = route({
  on: 'DELETE /usage',
  decode: (request) => selectionFrom(fieldsOf(request)),
  run: (metering, selection) => metering.cancelUsage(selection),
  encode: (outcome) => json(200, { data: outcome }),
});

/** The selection in the body, or in the query for clients that drop the bodies of a DELETE; not in both. */
function fieldsOf(request: Request): Fields {
  const body = jsonBody(request);
  const inQuery = [...request.query.keys()].length > 0;
  if (body === undefined) return inQuery ? fieldsOfQuery(request.query) : {};
  if (inQuery) throw malformed('expected the selection in the body or in the query, not in both');
  if (!isJsonObject(body)) throw malformed('expected a JSON object');
  return body;
}

const malformed = (message: string): MeteringError =>
  new MeteringError('request.malformed', { problems: [{ path: '', message }] });

/** The query as a body would say it: repeated `ids`, filters and times as GET /usage has them. */
function fieldsOfQuery(query: URLSearchParams): Fields {
  const reader = new QueryReader(query);
  const fields = new Map<string, unknown>();
  const filter = new Map<string, unknown>();
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    if (name === 'ids') fields.set(name, values);
    else if (name.startsWith(FILTER)) filter.set(name.slice(FILTER.length), reader.texts(name));
    else if (values.length > 1) fields.set(name, values);
    else fields.set(name, name === 'from' || name === 'to' ? withPlus(values[0] ?? '') : values[0]);
  }
  // A parameter that is called `filter` alone stays, and is refused.
  return Object.fromEntries([
    ...(filter.size > 0 ? [['filter', Object.fromEntries(filter)]] : []),
    ...fields,
  ]);
}

const known = [
  'id',
  'meterId',
  'meterApiName',
  'customerId',
  'tenantId',
  'ids',
  'from',
  'to',
  'startTimeInSeconds',
  'endTimeInSeconds',
  'filter',
  'ingestionTimeRange',
];

function selectionFrom(fields: Fields): CancelSelection {
  const problems: Problem[] = [];
  const problem = (path: string, message: string, value: unknown): undefined => {
    problems.push({ path, message, ...(value === undefined ? {} : { value }) });
    return undefined;
  };
  for (const name of Object.keys(fields))
    if (!known.includes(name)) problem(name, 'is not a known field', fields[name]);

  const one = (names: readonly string[], fits: (value: unknown) => value is string, expected: string) => {
    // Null is no absence here: what would narrow a selection must never widen it.
    const [name, second] = names.filter((each) => fields[each] !== undefined);
    if (name === undefined) return undefined;
    if (second !== undefined && fields[second] !== fields[name])
      problem(second, `differs from ${name}`, fields[second]);
    const value = fields[name];
    return fits(value) ? value : problem(name, expected, value);
  };
  const meterId = one(['meterId', 'meterApiName', 'id'], isMeterId, 'expected the id of a meter');
  const customerId = one(['customerId', 'tenantId'], isCustomerId, 'expected 1 to 256 characters');
  const { from, to, ranged } = rangeOf(fields, problem);
  const filters = filtersOf(fields['filter'], problem);
  const ids = idsOf(fields['ids'], problem);

  if (meterId === undefined && !problems.some(({ path }) => /^(meterId|meterApiName|id)$/.test(path))) {
    problem('meterId', 'is required', undefined);
  }
  if (ids !== undefined && ranged) problem('ids', 'cannot go with a range', undefined);
  if (ids !== undefined && filters.size > 0) problem('filter', 'cannot go with ids', undefined);
  refuseMalformed(problems);
  const who = { meterId: meterId ?? '', ...(customerId === undefined ? {} : { customerId }) };
  if (ids !== undefined) return { ...who, ids };
  if (from === undefined || to === undefined) throw new MeteringError('cancel.unbounded', {});
  return { ...who, from, to, filters };
}

function filtersOf(filter: unknown, problem: Complain): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  if (filter === undefined) return filters;
  if (!isJsonObject(filter)) {
    problem('filter', 'expected { dimension: [texts] }', filter);
    return filters;
  }
  for (const [name, texts] of Object.entries(filter)) {
    const list = typeof texts === 'string' ? [texts] : texts;
    if (name.length <= MAX_DIMENSION_NAME && Array.isArray(list) && list.length > 0 && list.every(isText)) {
      filters.set(name, list);
    } else {
      problem(`filter.${name}`, `expected texts of at most ${MAX_DIMENSION_VALUE} characters`, texts);
    }
  }
  const conditions = countOf(filters.values());
  if (conditions > MAX_CONDITIONS) {
    problem('filter', `expected at most ${MAX_CONDITIONS} texts in all`, conditions);
  }
  return filters;
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_DIMENSION_VALUE && value.isWellFormed();

function idsOf(ids: unknown, problem: Complain): readonly string[] | undefined {
  if (ids === undefined) return undefined;
  const list = Array.isArray(ids) ? ids : [ids];
  if (list.length === 0 || list.length > MAX_IDS) {
    return problem('ids', `expected 1 to ${MAX_IDS} event ids`, list.length);
  }
  const texts = list.map((id) => scalarText(id) ?? '');
  const odd = texts.flatMap((id, i) =>
    id.length < 1 || id.length > MAX_EVENT_ID || !id.isWellFormed() ? [i] : [],
  );
  for (const i of odd) {
    problem(Array.isArray(ids) ? `ids.${i}` : 'ids', `expected 1 to ${MAX_EVENT_ID} characters`, list[i]);
  }
  return odd.length > 0 ? undefined : texts;
}
