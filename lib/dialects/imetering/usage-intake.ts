import { isJsonObject } from '../../core/json-object.ts';
import type { Metering } from '../../core/metering.ts';
import { MeteringError } from '../../core/metering-error.ts';
import type { Rejection } from '../../core/rejection.ts';
import type { SubmittedEvent, Verdict } from '../../core/submission.ts';
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

/** The events of the corrected form of a parked one, with the place and time of its first arrival. */
export const corrected = (event: unknown, { entry, envelopeTime }: FirstArrival): SubmittedEvent[] =>
  eventsOf(event).map((each, i) => submitted(each, placeOf(entry, i), envelopeTime));

/** The events of a parked one as it was; what was no event then is still refused by its verdict. */
export const asItWas = (event: unknown, { entry, envelopeTime }: FirstArrival): SubmittedEvent[] =>
  submittedFrom(event, envelopeTime, (i) => placeOf(entry, i));

type FirstArrival = Pick<Rejection, 'entry' | 'envelopeTime'>;

/** Where one event became several, the others must not take the places of its neighbours. */
const placeOf = (entry: SubmittedEvent['entry'], i: number): SubmittedEvent['entry'] =>
  entry && i > 0 ? { id: `${entry.id}#${entry.position}`, position: i } : entry;

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
  if (malformed === undefined) return submittedFrom(detail, time, (position) => ({ id, position }));
  return [unreadable(detail, malformed, { id, position: 0 }, time)];
}

function submittedFrom(
  detail: unknown,
  time: number | undefined,
  place: (i: number) => SubmittedEvent['entry'],
): SubmittedEvent[] {
  const events = eventsIn(detail);
  if (!events)
    return [unreadable(detail, 'detail: expected a usage event, or {"events": [...]}', place(0), time)];
  return events.map((event, i) =>
    isJsonObject(event)
      ? submitted(event, place(i), time)
      : unreadable(event, `events.${i}: expected an object`, place(i), time),
  );
}

const unreadable = (
  seen: unknown,
  message: string,
  entry: SubmittedEvent['entry'],
  time: number | undefined,
): SubmittedEvent => ({
  draft: { refused: { code: 'request.malformed', message } },
  original: () => printJson(seen),
  ...(entry ? { entry } : {}),
  ...(time === undefined ? {} : { envelopeTime: time }),
});

/** The list inside a detail; `undefined` where there is neither an event nor a list of them. */
function eventsIn(detail: unknown): readonly unknown[] | undefined {
  const list = isJsonObject(detail) && Object.hasOwn(detail, 'events') ? detail['events'] : detail;
  if (Array.isArray(list)) return list.length > 0 ? list : undefined;
  return list === detail && isJsonObject(detail) ? [detail] : undefined;
}

function bodyOf(request: Request): unknown {
  const body = jsonBody(request);
  // A body that says it is a CloudEvent is a whole one, whatever the headers repeat of it.
  const whole = /^application\/cloudevents/i.test(request.headers['content-type'] ?? '');
  return whole ? body : (cloudEventFromHeaders(request.headers, body) ?? body);
}

/** The events of a body: one, `{events}`, or a bare list. Refuses any other shape with `request.malformed`. */
function eventsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const list =
    isJsonObject(body) && !Object.hasOwn(body, 'events')
      ? [body]
      : isJsonObject(body)
        ? body['events']
        : body;
  const path = isJsonObject(body) && Object.hasOwn(body, 'events') ? 'events' : '';
  const refuse = (at: string, message: string, value?: unknown): never => {
    throw new MeteringError('request.malformed', {
      problems: [{ path: at, message, ...(value === undefined ? {} : { value }) }],
    });
  };
  const beside = path === '' ? undefined : Object.keys(body as object).find((key) => key !== path);
  if (beside !== undefined) return refuse(beside, 'is not a known field beside "events"');
  if (!Array.isArray(list))
    return refuse(path, 'expected a usage event, a list of them, or {"events": [...]}');
  if (list.length === 0 || list.length > MAX_EVENTS) {
    return refuse(path, `expected 1 to ${MAX_EVENTS} events`, list.length);
  }
  const odd = list.findIndex((event) => !isJsonObject(event));
  if (odd >= 0) return refuse([path, odd].filter((part) => part !== '').join('.'), 'expected an object');
  return list;
}
