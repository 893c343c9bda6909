import { createHash } from 'node:crypto';
import type { LoggedRequest } from './log-line.ts';

/** A usage event as Meterhouse takes it. */
export interface UsageEvent {
  readonly id: string;
  readonly meterId: string;
  readonly customerId: string;
  /** Text, so that no JSON parser on the way rounds it. */
  readonly value?: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * Ids made of the source alone: a digest of the line, and how often the line was there before. The same requests have
 * the same ids in a compressed log and in one that has grown since, while a line that is there twice is two requests.
 * Remembers every line, at roughly 150 bytes each.
 */
export function lineIds(): (line: string) => string {
  const seen = new Map<string, number>();
  return (line) => {
    const digest = createHash('sha256').update(line, 'latin1').digest('base64url');
    const occurrence = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, occurrence);
    return `${digest}-${occurrence}`;
  };
}

/** What one request used: an event for each meter. */
export function usageOf(request: LoggedRequest, id: string, customerId: string): readonly UsageEvent[] {
  const { address, time, method, status, bytes } = request;
  const told = { id, customerId, time, dimensions: { method, status } };
  return [
    { ...told, meterId: 'http_requests' },
    { ...told, meterId: 'egress_bytes', value: String(bytes) },
    { ...told, meterId: 'visitors', value: address },
  ];
}
