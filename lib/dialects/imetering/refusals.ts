import { printInstant } from '../../core/instant.ts';
import type { MeteringError, RefusalCode } from '../../core/metering-error.ts';
import { json, type Response } from '../../http/response.ts';
import { toApiProblems } from './problems.ts';

/** The HTTP status of each refusal. A new code does not compile until it has one. */
export const statusOf = {
  'meter.exists': 409,
  'meter.not-found': 404,
  'meter.changed': 409,
  'meter.aggregation-fixed': 409,
  'meter.dimension-in-use': 409,
  'customer.not-found': 404,
  'customer.changed': 409,
  'rejection.not-found': 404,
  'usage.unknown-dimension': 400,
  'window.empty': 400,
  'cancel.unbounded': 400,
  'cancel.ambiguous': 400,
  'cancel.unfinished': 503,
  'page.invalid': 400,
  'request.malformed': 400,
  'request.too-large': 413,
  'route.not-found': 404,
  'route.method': 405,
  'identity.missing': 401,
  'identity.forbidden': 403,
  'store.unavailable': 503,
} as const satisfies Record<RefusalCode, number>;

/** A refusal in the words of the native dialect: `{ statusCode, code, message, details }`. */
export function refusal(error: MeteringError): Response {
  const status = statusOf[error.code];
  return json(
    status,
    { statusCode: status, code: error.code, message: error.message, details: detailsOf(error) },
    headersOf(error),
  );
}

function detailsOf(error: MeteringError): unknown {
  if (is(error, 'window.empty')) {
    const { from, to } = error.details;
    return { from: printInstant(from), to: printInstant(to) };
  }
  if (is(error, 'request.malformed')) return { problems: toApiProblems(error.details.problems) };
  return error.details;
}

function headersOf(error: MeteringError): Record<string, string> {
  if (is(error, 'store.unavailable') || is(error, 'cancel.unfinished'))
    return { 'retry-after': String(error.details.retryAfterSeconds) };
  if (is(error, 'route.method')) return { allow: error.details.allowed.join(', ') };
  if (is(error, 'identity.missing')) return { 'www-authenticate': 'Bearer' };
  return {};
}

const is = <Code extends RefusalCode>(error: MeteringError, code: Code): error is MeteringError<Code> =>
  error.code === code;
