import { Numeral } from '../../core/decimal.ts';
import type { SubmittedEvent, Verdict } from '../../core/ingest-usage.ts';
import type { Metering } from '../../core/metering.ts';
import { MeteringError } from '../../core/metering-error.ts';
import type { Delivery } from '../../http/delivery.ts';
import { printJson } from '../../http/json.ts';
import { jsonBody, type Request } from '../../http/request.ts';
import { json, type Response } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { cloudEventFromHeaders } from './cloud-event.ts';
import { draftFrom } from './usage-event.ts';

/** More events in one request are refused, so that no request outlives its gateway. */
export const MAX_EVENTS = 1000;

/** POST /usage: usage of apps that have no AWS credentials. The caller waits for its verdicts, so nothing is parked. */
export const postUsage = route({
  on: 'POST /usage',
  decode: (request) => eventsOf(bodyOf(request)).map((event) => submitted(event)),
  run: (metering, events) => metering.ingestUsage({ events, source: 'http', park: false }),
  encode: verdictsAsAnswer,
});

/** INGEST_USAGE: nobody waits, so what is refused is parked. Answers the fault per delivery that has to come again. */
export async function ingestDeliveries(
  metering: Metering,
  deliveries: readonly Delivery[],
): Promise<unknown[]> {
  const events = deliveries.flatMap((delivery) => submittedOf(delivery));
  const verdicts = await metering.ingestUsage({ events, source: 'eventbridge', park: true });
  const faults = new Map<string, unknown>();
  verdicts.forEach((verdict, i) => {
    const id = events[i]?.entry?.id;
    if (verdict.status === 'failed' && id !== undefined) faults.set(id, verdict.cause);
  });
  return deliveries.map(({ id }) => faults.get(id));
}

/** The verdicts as POST /usage tells them. Refuses with `store.unavailable` when an event failed: all may be sent again. */
export function verdictsAsAnswer(verdicts: readonly Verdict[]): Response {
  const summary = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0 };
  for (const verdict of verdicts) {
    if (verdict.status === 'failed') {
      throw new MeteringError('store.unavailable', { retryAfterSeconds: 1 }, { cause: verdict.cause });
    }
    summary[verdict.status]++;
  }
  return json(200, { data: verdicts, summary });
}

/** The events of a parked entry or of its corrected form, with the place and time of their first arrival. */
export function resubmitted(
  event: unknown,
  entry: SubmittedEvent['entry'],
  envelopeTime: number | undefined,
): SubmittedEvent[] {
  return eventsOf(event).map((each, i) =>
    submitted(each, entry && { ...entry, position: entry.position + i }, envelopeTime),
  );
}

function submitted(
  event: Readonly<Record<string, unknown>>,
  entry?: SubmittedEvent['entry'],
  envelopeTime?: number,
): SubmittedEvent {
  return {
    draft: draftFrom(event),
    original: () => printJson(event),
    ...(entry ? { entry } : {}),
    ...(envelopeTime === undefined ? {} : { envelopeTime }),
  };
}

function submittedOf({ id, time, detail, malformed }: Delivery): SubmittedEvent[] {
  const events = malformed === undefined ? eventsIn(detail) : undefined;
  const told = time === undefined ? {} : { envelopeTime: time };
  if (!events) {
    const message = malformed ?? 'detail: expected a usage event, or {"events": [...]}';
    const draft = { refused: { code: 'request.malformed' as const, message } };
    return [{ draft, original: () => printJson(detail), entry: { id, position: 0 }, ...told }];
  }
  return events.map((event, position) => {
    const entry = { id, position };
    if (isObject(event)) return submitted(event, entry, time);
    const refused = { code: 'request.malformed' as const, message: `events.${position}: expected an object` };
    return { draft: { refused }, original: () => printJson(event), entry, ...told };
  });
}

/** The list inside a detail; `undefined` where there is neither an event nor a list of them. */
function eventsIn(detail: unknown): readonly unknown[] | undefined {
  if (Array.isArray(detail)) return detail;
  if (!isObject(detail)) return undefined;
  if (!Object.hasOwn(detail, 'events')) return [detail];
  return Array.isArray(detail['events']) && detail['events'].length > 0 ? detail['events'] : undefined;
}

function bodyOf(request: Request): unknown {
  const body = jsonBody(request);
  return cloudEventFromHeaders(request.headers, body) ?? body;
}

/** The events of a body: one, `{events}`, or a bare list. Refuses any other shape with `request.malformed`. */
function eventsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const list =
    isObject(body) && !Object.hasOwn(body, 'events') ? [body] : isObject(body) ? body['events'] : body;
  const path = isObject(body) && Object.hasOwn(body, 'events') ? 'events' : '';
  const refuse = (at: string, message: string, value?: unknown): never => {
    throw new MeteringError('request.malformed', {
      problems: [{ path: at, message, ...(value === undefined ? {} : { value }) }],
    });
  };
  if (!Array.isArray(list))
    return refuse(path, 'expected a usage event, a list of them, or {"events": [...]}');
  if (list.length === 0 || list.length > MAX_EVENTS) {
    return refuse(path, `expected 1 to ${MAX_EVENTS} events`, list.length);
  }
  const odd = list.findIndex((event) => !isObject(event));
  if (odd >= 0) return refuse([path, odd].filter((part) => part !== '').join('.'), 'expected an object');
  return list;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Numeral);
