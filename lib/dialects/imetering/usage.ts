import { MAX_CUSTOMER_ID } from '../../core/customer.ts';
import type { UsageRequest } from '../../core/fetch-usage.ts';
import { type Instant, printInstant } from '../../core/instant.ts';
import type { PageRequest } from '../../core/page.ts';
import type { LedgerEntry } from '../../core/usage-event.ts';
import type { Usage } from '../../core/usage-query.ts';
import type { UsageFilter } from '../../core/usage-range.ts';
import { isTimeZone, WINDOW_SIZES, type WindowSize } from '../../core/window.ts';
import { QueryReader } from '../../http/query.ts';
import { param, type Request } from '../../http/request.ts';
import { json } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { countOf, FILTER, MAX_CONDITIONS } from './conditions.ts';
import { readPage } from './meters.ts';

const pointBounds = { least: 1, most: 10_000, otherwise: 1000 };
const eventBounds = { least: 1, most: 1000, otherwise: 100 };

export const fetchUsage = route({
  on: 'GET /usage/{meterId}',
  decode: (request): UsageRequest => {
    const query = new QueryReader(request.query);
    const question = {
      ...readFilter(query, request),
      window: readWindow(query),
      timeZone: readTimeZone(query),
      groupBy: readGroupBy(query),
      ...readPage(query, pointBounds),
    };
    query.done();
    return question;
  },
  run: (metering, question) => metering.fetchUsage(question),
  encode: (usage) => json(200, { data: toApiUsage(usage), next_token: usage.nextToken }),
});

export const fetchUsageEvents = route({
  on: 'GET /usage/{meterId}/events',
  decode: (request): UsageFilter & PageRequest => {
    const query = new QueryReader(request.query);
    const question = { ...readFilter(query, request), ...readPage(query, eventBounds) };
    query.done();
    return question;
  },
  run: (metering, question) => metering.listUsageEvents(question),
  encode: ({ items, nextToken }) => json(200, { data: items.map(toApiEvent), next_token: nextToken }),
});

function readFilter(query: QueryReader, request: Request): UsageFilter {
  const from = readBound(query, 'from', 'startTimeInSeconds');
  const to = readBound(query, 'to', 'endTimeInSeconds');
  const customerIds = query.texts('customerId');
  const filters = new Map<string, readonly string[]>();
  for (const name of query.names(FILTER)) filters.set(name.slice(FILTER.length), query.texts(name) ?? []);
  const texts = [customerIds ?? [], ...filters.values()];
  const conditions = countOf(texts);
  if (conditions > MAX_CONDITIONS)
    query.problem('filter', `expected at most ${MAX_CONDITIONS} texts in all`, conditions);
  const longest = Math.max(0, ...texts.flat().map((text) => text.length));
  if (longest > MAX_CUSTOMER_ID)
    query.problem('filter', `expected texts of at most ${MAX_CUSTOMER_ID} characters`, longest);
  return {
    meterId: param(request, 'meterId'),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(customerIds ? { customerIds } : {}),
    filters,
    deleted: query.flag('deleted'),
  };
}

function readBound(query: QueryReader, name: string, inSeconds: string): Instant | undefined {
  const [at, seconds] = [query.instant(name), query.seconds(inSeconds)];
  if (at !== undefined && seconds !== undefined)
    query.problem(inSeconds, `cannot go with ${name}`, seconds / 1000);
  return at ?? seconds;
}

function readWindow(query: QueryReader): WindowSize {
  const text = query.text('window') ?? 'NONE';
  const size = WINDOW_SIZES.find((each) => each === text.toUpperCase());
  if (!size) query.problem('window', `expected one of ${WINDOW_SIZES.join(', ')}`, text);
  return size ?? 'NONE';
}

function readTimeZone(query: QueryReader): string {
  const text = query.text('timezone') ?? 'UTC';
  if (!isTimeZone(text)) query.problem('timezone', 'expected a name of the IANA time zone database', text);
  return text;
}

function readGroupBy(query: QueryReader): readonly string[] {
  const keys = query.texts('groupBy') ?? [];
  const names = keys.flatMap((key) => key.split(',')).map((key) => key.trim());
  if (names.some((name) => name === '')) query.problem('groupBy', 'expected names separated by commas', keys);
  if (new Set(names).size < names.length) query.problem('groupBy', 'names a key twice', names);
  return names;
}

const toApiUsage = ({ meter, from, to, window, timeZone, series }: Usage) => ({
  meterId: meter.id,
  aggregation: meter.aggregation,
  unit: meter.unit,
  from: printInstant(from),
  to: printInstant(to),
  window,
  timezone: timeZone,
  series: series.map(({ group, points }) => ({
    group: Object.fromEntries(group),
    points: points.map(({ start, end, value }) => ({
      start: printInstant(start),
      end: printInstant(end),
      value,
    })),
  })),
});

const toApiEvent = ({ event, receivedAt, cancelledAt }: LedgerEntry) => ({
  id: event.id,
  meterId: event.meterId,
  customerId: event.customerId,
  ...(event.value === undefined ? {} : { value: event.value }),
  time: printInstant(event.time),
  dimensions: Object.fromEntries(event.dimensions),
  receivedAt: printInstant(receivedAt),
  ...(cancelledAt === undefined ? {} : { cancelled: true, cancelledAt: printInstant(cancelledAt) }),
});
