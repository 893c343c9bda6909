import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Clock } from '../core/ports/index.ts';
import { errorFields, log } from '../runtime/log.ts';
import { authorizerEvent, gatewayEvent, splitTarget } from './gateway-event.ts';
import { replyOf } from './gateway-reply.ts';
import type { Incoming } from './http-server.ts';
import { type DoorRunner, type Doors, DoorTimedOut } from './lambda.ts';
import { gatewayReply, type Reply } from './reply.ts';
import { routeTable } from './route-table.ts';

/** The door in front of every route that is not open. */
const AUTHORIZER = 'authorize';

/** An HTTP API over the doors that have routes; answers failures in the service's own words. */
export function gateway(
  runner: DoorRunner,
  doors: Doors,
  clock: Clock,
): (incoming: Incoming) => Promise<Reply> {
  const find = routeTable(
    doors.flatMap(([name, { routes = [], open = false }]) =>
      routes.map((routeKey) => [routeKey, { name, open }] as const),
    ),
  );

  const callDoor = async (door: string, event: unknown, requestId: string): Promise<unknown> => {
    try {
      return await runner.invoke(door, JSON.stringify(event));
    } catch (error) {
      log('error', 'door failed', { door, requestId, ...errorFields(error) });
      throw error;
    }
  };

  const admit = async (event: APIGatewayProxyEventV2, requestId: string): Promise<unknown> => {
    const verdict = await callDoor(AUTHORIZER, authorizerEvent(event), requestId);
    const { isAuthorized, context = {} } = (verdict ?? {}) as { isAuthorized?: unknown; context?: unknown };
    if (typeof isAuthorized !== 'boolean') {
      log('error', 'door gave a malformed answer', { door: AUTHORIZER, requestId });
      throw new Error('the authorizer answered without isAuthorized');
    }
    return isAuthorized ? context : undefined;
  };

  const pass = async (incoming: Incoming, requestId: string): Promise<Reply> => {
    const match = find(incoming.method, splitTarget(incoming.target).path);
    if (!match) return gatewayReply(404, 'Not Found');
    const { name, open } = match.target;
    const event = gatewayEvent(incoming, match, { requestId, at: clock.now() });
    if (open) return answerOf(name, await callDoor(name, event, requestId), requestId);
    const context = await admit(event, requestId);
    if (context === undefined) return gatewayReply(403, 'Forbidden');
    const requestContext = { ...event.requestContext, authorizer: { lambda: context } };
    return answerOf(name, await callDoor(name, { ...event, requestContext }, requestId), requestId);
  };

  return async (incoming) => {
    const requestId = randomUUID();
    const reply = await pass(incoming, requestId).catch((error: unknown) =>
      error instanceof DoorTimedOut
        ? gatewayReply(504, 'Endpoint request timed out')
        : gatewayReply(500, 'Internal Server Error'),
    );
    return { ...reply, headers: { ...reply.headers, 'apigw-requestid': requestId } };
  };
}

function answerOf(door: string, result: unknown, requestId: string): Reply {
  const reply = replyOf(result);
  if (reply) return reply;
  log('error', 'door gave a malformed answer', { door, requestId });
  return gatewayReply(500, 'Internal Server Error');
}
