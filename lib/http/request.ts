import type { Identity } from '../core/identity.ts';
import { MeteringError } from '../core/metering-error.ts';
import { parseJson } from './json.ts';

/** An HTTP request, whichever gateway it came through. */
export interface Request {
  readonly method: string;
  readonly path: string;
  /** The named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Who calls; absent where nobody known does. */
  readonly identity?: Identity;
}

/** Larger bodies are refused; the gateway in front may refuse them first. */
export const MAX_BODY = 5 * 1024 * 1024;

/** A part of the path that the route declares. */
export const param = (request: Request, name: string): string => request.params[name] ?? '';

/**
 * The body as JSON, `undefined` where there is none. Refuses what is no JSON with `request.malformed`, and more than
 * 5 MiB with `request.too-large`.
 */
export function jsonBody(request: Request): unknown {
  if (request.body.length > MAX_BODY) throw new MeteringError('request.too-large', { limit: MAX_BODY });
  if (request.body.length === 0) return undefined;
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch (cause) {
    const message = `expected JSON in UTF-8: ${cause instanceof Error ? cause.message.slice(0, 200) : 'unreadable'}`;
    throw new MeteringError('request.malformed', { problems: [{ path: '', message }] }, { cause });
  }
}
