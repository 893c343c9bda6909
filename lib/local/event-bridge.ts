import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/ports/index.ts';
import { errorFields, log } from '../runtime/log.ts';
import { eventEnvelope } from './event-envelope.ts';
import type { Incoming } from './http-server.ts';
import { type Entry, type EntryRefusal, RequestRefused, readPutEvents } from './put-events.ts';
import { awsError, awsReply, type Reply } from './reply.ts';

/** A rule and what stands behind it. */
export interface Rule {
  readonly name: string;
  readonly matches: (event: unknown) => boolean;
  /** Resolves when the events, as JSON texts, are durable. */
  readonly accept: (events: readonly string[]) => Promise<void>;
}

/** Whether a request is for the EventBridge endpoint rather than for the HTTP API. */
export const isForEventBridge = ({ method, target, headers }: Incoming): boolean =>
  method === 'POST' && target === '/' && headers['x-amz-target'] !== undefined;

/**
 * An EventBridge endpoint that knows PutEvents. It stands for IAM as well, so it takes any credential, and any bus name.
 * An entry is acknowledged when every rule that it matches has kept it, or when it matches none.
 */
export const eventBridge =
  (rules: readonly Rule[], clock: Clock) =>
  async ({ headers, body }: Incoming): Promise<Reply> => {
    if (headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
      return awsError('UnknownOperationException', 'only PutEvents is known here');
    }
    if (!/^application\/x-amz-json-1\.1(?:;|$)/.test(headers['content-type'] ?? '')) {
      return awsError('SerializationException', 'the content type must be application/x-amz-json-1.1');
    }
    try {
      const entries = readPutEvents(body.toString('utf8')).map((entry) =>
        'ErrorCode' in entry ? entry : eventOf(entry, clock.now()),
      );
      const results = await put(rules, entries);
      const failed = results.filter((result) => 'ErrorCode' in result).length;
      return awsReply({ FailedEntryCount: failed, Entries: results });
    } catch (error) {
      if (error instanceof RequestRefused) return awsError(error.type, error.message);
      throw error;
    }
  };

interface Event {
  readonly id: string;
  readonly detailType: string;
  readonly text: string;
}

function eventOf(entry: Entry, at: number): Event {
  const id = randomUUID();
  return { id, detailType: entry.detailType, text: eventEnvelope(entry, id, at) };
}

type Result = { readonly EventId: string } | EntryRefusal;

/** Hands each rule its events in one go, so that they can be kept and processed together. */
async function put(rules: readonly Rule[], entries: readonly (Event | EntryRefusal)[]): Promise<Result[]> {
  const events = entries.filter((entry) => 'text' in entry);
  const lost = new Set<Event>();
  const matched = new Set<Event>();
  await Promise.all(
    rules.map(async ({ name, matches, accept }) => {
      const own = events.filter(({ text }) => matches(JSON.parse(text)));
      if (own.length === 0) return;
      for (const event of own) matched.add(event);
      try {
        await accept(own.map(({ text }) => text));
      } catch (error) {
        log('error', 'events could not be kept', { rule: name, ...errorFields(error) });
        for (const event of own) lost.add(event);
      }
    }),
  );
  for (const event of events) {
    if (matched.has(event)) continue;
    log('warn', 'event matches no rule', { eventId: event.id, detailType: event.detailType });
  }
  return entries.map((entry) => {
    if (!('text' in entry)) return entry;
    if (lost.has(entry)) {
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'The event could not be kept: send it again.' };
    }
    return { EventId: entry.id };
  });
}
