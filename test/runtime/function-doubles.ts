import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach } from 'vitest';
import { setLogSink } from '../../lib/runtime/log.ts';

/** What the functions of a test file log, line by line; begun anew for each test. */
export function loggedLines(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  beforeEach(() => {
    lines.length = 0;
    setLogSink((line) => lines.push(JSON.parse(line)));
  });
  afterEach(() => setLogSink((line) => process.stderr.write(`${line}\n`)));
  return lines;
}

/** As much of Lambda's context as our functions look at. */
export const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 10_000 } as Context;

/** An event of the HTTP API; name what matters to the test. */
export const httpEvent = (
  parts: Omit<Partial<APIGatewayProxyEventV2>, 'requestContext'> & {
    method?: string;
    authorizer?: unknown;
  } = {},
): APIGatewayProxyEventV2 => {
  const { method = 'GET', authorizer, ...rest } = parts;
  return {
    version: '2.0',
    routeKey: 'GET /meters',
    rawPath: '/meters',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      http: { method, path: '/meters', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      ...(authorizer === undefined ? {} : { authorizer }),
    },
    ...rest,
  } as APIGatewayProxyEventV2;
};

/** A batch of the queue, with these bodies. */
export const queueEvent = (...bodies: string[]): SQSEvent =>
  ({
    Records: bodies.map((body, i) => ({ messageId: `message-${i}`, body, eventSource: 'aws:sqs' })),
  }) as SQSEvent;

/** An event of the bus, as it stands in a queue or before a function. */
export const busEvent = (parts: Record<string, unknown> = {}) => ({
  version: '0',
  id: 'envelope-1',
  'detail-type': 'ingestUsage',
  source: 'sbt.application.plane',
  account: '000000000000',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: { id: 'a' },
  ...parts,
});
