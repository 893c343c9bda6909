import middy from '@middy/core';
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import type { Identities } from '../core/ports/index.ts';

type Result = APIGatewaySimpleAuthorizerWithContextResult<{ role: string; id?: string }>;

/**
 * The Lambda authorizer of the HTTP API. It names the caller and lets everybody through: a door without a named caller
 * refuses in its dialect's own words, which the gateway could not.
 */
export const authorizerFunction = (
  identities: () => Identities,
): middy.MiddyfiedHandler<APIGatewayRequestAuthorizerEventV2, Result> =>
  middy<APIGatewayRequestAuthorizerEventV2, Result>().handler(async (event) => {
    const key = keyOf(event.headers ?? {});
    const identity = key === undefined ? undefined : await identities().authenticate(key);
    return {
      isAuthorized: true,
      context: identity ? { role: identity.role, id: identity.id } : { role: 'none' },
    };
  });

/** `X-API-KEY`, or `Authorization: Bearer`. Keys longer than any of ours are none. */
function keyOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-api-key')?.[1];
  const bearer = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const key = named ?? /^Bearer +(\S+) *$/i.exec(bearer ?? '')?.[1];
  return key !== undefined && key.length >= 1 && key.length <= 512 ? key : undefined;
}
