import type { Instant } from './instant.ts';

/** One thing wrong with a request: where, what, and the value seen there. */
export interface Problem {
  /** The field as the caller named it: `name`, `dimensions.2`, `events.3.value`. */
  readonly path: string;
  readonly message: string;
  readonly value?: unknown;
}

/** Every refusal of the core and of its doors, with what a caller may be told about it. */
export interface Refusals {
  'meter.exists': { meterId: string };
  'meter.not-found': { meterId: string };
  'meter.changed': { meterId: string; expected: number; found: number };
  'meter.aggregation-fixed': { meterId: string; aggregation: string; asked: string };
  'meter.dimension-in-use': { meterId: string; dimensions: readonly string[] };
  'customer.not-found': { customerId: string };
  'customer.changed': { customerId: string };
  'rejection.not-found': { rejectionId: string };
  'usage.unknown-dimension': { meterId: string; dimensions: readonly string[] };
  'window.empty': { from: Instant; to: Instant };
  'cancel.unbounded': Record<string, never>;
  'cancel.ambiguous': { ids: readonly string[] };
  'cancel.unfinished': { cancelled: number; retryAfterSeconds: number };
  'page.invalid': Record<string, never>;
  'request.malformed': { problems: readonly Problem[] };
  'request.too-large': { limit: number };
  'route.not-found': { path: string };
  'route.method': { path: string; method: string; allowed: readonly string[] };
  'identity.missing': Record<string, never>;
  'identity.forbidden': Record<string, never>;
  'store.unavailable': { retryAfterSeconds: number };
}
export type RefusalCode = keyof Refusals;

const say: { [Code in RefusalCode]: (details: Refusals[Code]) => string } = {
  'meter.exists': (d) => `the meter id "${d.meterId}" is or was in use; ids are never reused`,
  'meter.not-found': (d) => `there is no meter "${d.meterId}"`,
  'meter.changed': (d) => `meter "${d.meterId}" is at version ${d.found}, not ${d.expected}: read it again`,
  'meter.aggregation-fixed': (d) =>
    `meter "${d.meterId}" aggregates by ${d.aggregation}; that cannot become ${d.asked}`,
  'meter.dimension-in-use': (d) =>
    `dimensions of meter "${d.meterId}" cannot be removed: ${d.dimensions.join(', ')}`,
  'customer.not-found': (d) => `there is no customer "${d.customerId}"`,
  'customer.changed': (d) => `customer "${d.customerId}" was changed by another request: try again`,
  'rejection.not-found': (d) => `there is no parked event "${d.rejectionId}"`,
  'usage.unknown-dimension': (d) => `meter "${d.meterId}" does not declare: ${d.dimensions.join(', ')}`,
  'window.empty': () => 'the range is empty: from must lie before to',
  'cancel.unbounded': () => 'say what to cancel: ids, or both from and to',
  'cancel.ambiguous': () => 'these ids exist under several customers: name the customerId',
  'cancel.unfinished': (d) =>
    `${d.cancelled} events are cancelled and more are selected: send the same request again`,
  'page.invalid': () => 'this page token is not one of ours for this route and these parameters',
  'request.malformed': (d) =>
    `the request has ${d.problems.length === 1 ? 'a problem' : `${d.problems.length} problems`}: ${d.problems
      .slice(0, 3)
      .map((p) => `${p.path.slice(0, 100).toWellFormed() || 'body'}: ${p.message}`)
      .join('; ')}`,
  'request.too-large': (d) => `the body is larger than ${d.limit} bytes`,
  'route.not-found': (d) => `there is nothing at ${d.path}`,
  'route.method': (d) => `${d.method} is not for ${d.path}; allowed: ${d.allowed.join(', ')}`,
  'identity.missing': () => 'send an API key as X-API-KEY or Authorization: Bearer',
  'identity.forbidden': () => 'this identity may not do that',
  'store.unavailable': () => 'a store did not answer; nothing is lost, send the same request again',
};

/** A refusal: the request was understood and cannot be served. Anything else thrown is a fault of ours. */
export class MeteringError<Code extends RefusalCode = RefusalCode> extends Error {
  override readonly name = 'MeteringError';
  readonly code: Code;
  readonly details: Refusals[Code];
  constructor(code: Code, details: Refusals[Code], options?: ErrorOptions) {
    super(say[code](details), options);
    this.code = code;
    this.details = details;
  }
}

/** Refuses with the whole list when there is one. */
export function refuseMalformed(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new MeteringError('request.malformed', { problems });
}
