import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Metering } from '../core/metering.ts';
import { MeteringError } from '../core/metering-error.ts';
import { json, type Response } from '../http/response.ts';
import type { Route } from '../http/route.ts';
import { errorFields, log } from './log.ts';
import { requestFrom } from './request-from.ts';
import { isTransient } from './transient.ts';

/** How a dialect says no. */
export type Refuse = (error: MeteringError) => Response;

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** A Lambda function behind the HTTP API: one route, or several told apart by the gateway's route key. */
export function httpFunction(
  metering: Metering,
  routes: readonly Route[],
  refuse: Refuse,
): middy.MiddyfiedHandler<Event, Result> {
  const byKey = new Map(routes.map((route) => [route.on, route]));
  return middy<Event, Result>()
    .use(faultsAsAnswers(refuse))
    .handler(async (event) => {
      // A function with one route answers on whatever path its operator has mounted it.
      const route = routes.length === 1 ? routes[0] : byKey.get(event.routeKey);
      if (!route) throw new Error(`this function has no route ${event.routeKey}`);
      return resultOf(await route.answer(metering, requestFrom(event)));
    });
}

/** A refusal becomes the dialect's answer; a fault is logged with its cause and told without it. */
const faultsAsAnswers = (refuse: Refuse): middy.MiddlewareObj<Event, Result> => ({
  onError: ({ event, error }) => {
    const where = { route: event.routeKey, requestId: event.requestContext?.requestId };
    if (error instanceof MeteringError && error.code !== 'store.unavailable') return resultOf(refuse(error));
    if (error instanceof MeteringError || isTransient(error)) {
      log('warn', 'store unavailable', { ...where, ...errorFields(error) });
      return resultOf(refuse(new MeteringError('store.unavailable', { retryAfterSeconds: 1 })));
    }
    log('error', 'request failed', { ...where, ...errorFields(error) });
    return resultOf(fault(where.requestId));
  },
});

const fault = (requestId: string | undefined): Response =>
  json(500, {
    statusCode: 500,
    code: 'internal',
    message: 'a fault of ours; the log has it under this request id',
    details: { requestId },
  });

const resultOf = ({ status, headers, body }: Response): Result => ({
  statusCode: status,
  headers: { ...headers },
  body,
});
