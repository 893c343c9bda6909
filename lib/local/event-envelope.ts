import { LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';
import type { Entry } from './put-events.ts';

/**
 * The event that EventBridge makes of an entry, as JSON text. The detail stands in it letter for letter, so that no
 * number passes through a double on its way. `at` is the time of events whose sender gave none, in milliseconds.
 */
export function eventEnvelope(
  { source, detailType, detail, time, resources }: Entry,
  id: string,
  at: number,
): string {
  const seconds = new Date(time ?? at).toISOString().replace(/\.\d+Z$/, 'Z');
  const head = JSON.stringify({
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: LOCAL_ACCOUNT,
    time: seconds,
    region: LOCAL_REGION,
    resources,
  });
  return `${head.slice(0, -1)},"detail":${detail}}`;
}
