import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Identity } from '../core/identity.ts';
import type { Request } from '../http/request.ts';

/** What our authorizer, or a JWT authorizer in front, left in the request context. */
interface Authorized {
  readonly authorizer?: {
    readonly lambda?: { readonly role?: unknown; readonly id?: unknown } | null;
    readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  };
}

/** An HTTP API event (payload 2.0) as a request of ours. */
export function requestFrom(event: APIGatewayProxyEventV2): Request {
  const identity = identityOf(event.requestContext as Authorized);
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    params: Object.fromEntries(
      Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? '']),
    ),
    query: new URLSearchParams(event.rawQueryString),
    headers: Object.fromEntries(
      Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value ?? '']),
    ),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    ...(identity ? { identity } : {}),
  };
}

/**
 * The caller, as far as somebody in front of us vouches for one: our own authorizer by role, or the JWT authorizer of
 * an SBT control plane, whose users are operators. Nobody in front means nobody known.
 */
function identityOf({ authorizer }: Authorized): Identity | undefined {
  if (authorizer?.lambda?.role === 'admin') return { id: String(authorizer.lambda.id), role: 'admin' };
  if (authorizer?.jwt?.claims) return { id: String(authorizer.jwt.claims['sub'] ?? 'jwt'), role: 'admin' };
  return undefined;
}
