import { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import { type Environment, elsewhere } from '../aws/elsewhere.ts';
import { rememberSilence } from '../aws/silence.ts';

/** The two services that Timestream consists of. */
export interface TimestreamClients {
  readonly write: TimestreamWriteClient;
  readonly query: TimestreamQueryClient;
}

/**
 * Every call of this adapter may be repeated, but whoever waits hears within the 29 s of API Gateway, from us rather than
 * from it, even when the service is silent: tries and pauses together end after about 17 s of writing, 25 s of asking.
 * What usage a fault leaves unwritten comes again from its queue.
 */
export const patience = {
  write: {
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true },
  },
  query: {
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 12_000, throwOnRequestTimeout: true },
  },
} as const;

/**
 * The clients that a door's usage series is reached by. Endpoint discovery is never configured: with an explicit
 * endpoint the SDK refuses either setting of it, without one it is on as the service needs it.
 * @param endpoints other than the region's own; for those, and only those, region and credentials may be missing
 */
export function timestreamClients(
  {
    writeEndpoint,
    queryEndpoint,
  }: { writeEndpoint?: string | undefined; queryEndpoint?: string | undefined } = {},
  environment: Environment = process.env,
): TimestreamClients {
  const write = new TimestreamWriteClient({ ...patience.write, ...elsewhere(writeEndpoint, environment) });
  const query = new TimestreamQueryClient({ ...patience.query, ...elsewhere(queryEndpoint, environment) });
  write.middlewareStack.add(rememberSilence(), middleware);
  query.middlewareStack.add(rememberSilence(), middleware);
  return { write, query };
}

const middleware = { step: 'initialize', name: 'rememberSilence' } as const;
