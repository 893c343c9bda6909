import type { CancelSelection } from '../../core/cancel-usage.ts';
import { isCustomerId } from '../../core/customer.ts';
import { Numeral } from '../../core/decimal.ts';
import { type Instant, readInstant } from '../../core/instant.ts';
import { isMeterId } from '../../core/meter.ts';
import { MeteringError, type Problem, refuseMalformed } from '../../core/metering-error.ts';
import { MAX_DIMENSION_VALUE } from '../../core/usage-event.ts';
import { jsonBody, type Request } from '../../http/request.ts';
import { json } from '../../http/response.ts';
import { route } from '../../http/route.ts';

const MAX_IDS = 1000;
const MAX_CONDITIONS = 100;
type Fields = Readonly<Record<string, unknown>>;

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
  if (inQuery)
    refuseMalformed([
      { path: '', message: 'expected the selection in the body or in the query, not in both' },
    ]);
  if (typeof body !== 'object' || body === null || Array.isArray(body) || body instanceof Numeral) {
    refuseMalformed([{ path: '', message: 'expected a JSON object' }]);
  }
  return body as Fields;
}

/** The query as a body would say it: repeated `ids`, repeated `filter.<dimension>`, times in the names of GET /usage. */
function fieldsOfQuery(query: URLSearchParams): Fields {
  const fields: Record<string, unknown> = {};
  const filter: Record<string, string[]> = {};
  const range: Record<string, string | null> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    if (name === 'ids') fields[name] = values;
    else if (name.startsWith('filter.')) filter[name.slice(7)] = values;
    else if (values.length > 1) fields[name] = values;
    else if (name === 'startTimeInSeconds' || name === 'endTimeInSeconds') range[name] = query.get(name);
    else fields[name] = values[0];
  }
  if (Object.keys(filter).length > 0) fields['filter'] = filter;
  if (Object.keys(range).length > 0) fields['ingestionTimeRange'] = range;
  return fields;
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
    const [name, second] = names.filter((each) => fields[each] !== undefined && fields[each] !== null);
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

type Complain = (path: string, message: string, value: unknown) => undefined;

function rangeOf(fields: Fields, problem: Complain): { from?: Instant; to?: Instant; ranged: boolean } {
  const nested = fields['ingestionTimeRange'];
  const ranged = ['from', 'to', 'ingestionTimeRange'].some(
    (name) => fields[name] !== undefined && fields[name] !== null,
  );
  if (nested !== undefined && nested !== null && (typeof nested !== 'object' || Array.isArray(nested))) {
    problem('ingestionTimeRange', 'expected { startTimeInSeconds, endTimeInSeconds }', nested);
  }
  const { startTimeInSeconds, endTimeInSeconds } = (nested ?? {}) as Fields;
  const at = (name: string, seconds: unknown, secondsName: string): Instant | undefined => {
    const value = fields[name];
    if (value !== undefined && value !== null) {
      const read =
        typeof value === 'string' ? (readInstant(value) ?? wholeNumber(value)) : wholeNumber(value);
      return read ?? problem(name, 'expected RFC 3339 with an offset, or epoch milliseconds', value);
    }
    if (seconds === undefined || seconds === null) return undefined;
    const number = wholeNumber(seconds);
    if (number === undefined)
      return problem(`ingestionTimeRange.${secondsName}`, 'expected epoch seconds', seconds);
    return number * 1000;
  };
  const from = at('from', startTimeInSeconds, 'startTimeInSeconds');
  const to = at('to', endTimeInSeconds, 'endTimeInSeconds');
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ranged };
}

const wholeNumber = (value: unknown): number | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,14}$/.test(text) ? Number(text) : undefined;
};

function filtersOf(filter: unknown, problem: Complain): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  if (filter === undefined || filter === null) return filters;
  if (typeof filter !== 'object' || Array.isArray(filter) || filter instanceof Numeral) {
    problem('filter', 'expected { dimension: [texts] }', filter);
    return filters;
  }
  for (const [name, texts] of Object.entries(filter)) {
    const list = typeof texts === 'string' ? [texts] : texts;
    const fits = Array.isArray(list) && list.length > 0 && list.length <= MAX_CONDITIONS;
    if (fits && list.every(isDimensionText)) filters.set(name, list);
    else problem(`filter.${name}`, `expected 1 to ${MAX_CONDITIONS} texts of a dimension`, texts);
  }
  const conditions = [...filters.values()].reduce((sum, texts) => sum + texts.length, 0);
  if (conditions > MAX_CONDITIONS) {
    problem('filter', `expected at most ${MAX_CONDITIONS} texts in all`, conditions);
  }
  return filters;
}

const isDimensionText = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= MAX_DIMENSION_VALUE && text.isWellFormed();

function idsOf(ids: unknown, problem: Complain): readonly string[] | undefined {
  if (ids === undefined || ids === null) return undefined;
  const list = typeof ids === 'string' ? [ids] : ids;
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_IDS) {
    return problem('ids', `expected 1 to ${MAX_IDS} event ids`, Array.isArray(ids) ? ids.length : ids);
  }
  const odd = list.findIndex(
    (id) => typeof id !== 'string' || id.length < 1 || id.length > 256 || !id.isWellFormed(),
  );
  if (odd >= 0) return problem(`ids.${odd}`, 'expected 1 to 256 characters', list[odd]);
  return list;
}
