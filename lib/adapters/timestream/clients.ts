import { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';

type Environment = Readonly<Record<string, string | undefined>>;

/** The two services that Timestream consists of. */
export interface TimestreamClients {
  readonly write: TimestreamWriteClient;
  readonly query: TimestreamQueryClient;
}

/** Any of these says where real credentials come from. */
const CREDENTIAL_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;

/** The service throttles bursts for seconds at a time; every call of this adapter may be repeated. */
const patience = { maxAttempts: 10 } as const;

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
  return {
    write: new TimestreamWriteClient({
      ...patience,
      requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true },
      ...elsewhere(writeEndpoint, environment),
    }),
    query: new TimestreamQueryClient({
      ...patience,
      requestHandler: { connectionTimeout: 3000, requestTimeout: 60_000, throwOnRequestTimeout: true },
      ...elsewhere(queryEndpoint, environment),
    }),
  };
}

/** A local endpoint asks for a region and a signature like the service, and looks at neither. */
function elsewhere(endpoint: string | undefined, environment: Environment) {
  if (!endpoint) return {};
  const signed = CREDENTIAL_SOURCES.some((name) => environment[name]);
  return {
    endpoint,
    region: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || 'us-east-1',
    ...(signed ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
