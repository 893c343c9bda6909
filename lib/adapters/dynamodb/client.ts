import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { rememberSilence } from './silence.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Any of these says where real credentials come from. */
const CREDENTIAL_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;

/**
 * The client that all DynamoDB adapters of a door share. Repeats what is worth repeating, four tries in all; of a silent
 * service that is about 13 s, within the time of the smallest door. The adapters see to it that no repeat counts twice.
 * @param endpoint an endpoint other than the region's own; there, and only there, region and credentials may be missing
 * @param requestTimeout milliseconds that one try may take
 */
export function dynamoDbClient(
  endpoint: string | undefined,
  environment: Environment = process.env,
  { requestTimeout = 3000 } = {},
): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true },
    ...(endpoint ? elsewhere(endpoint, environment) : {}),
  });
  client.middlewareStack.add(rememberSilence(), { step: 'initialize', name: 'rememberSilence' });
  return client;
}

/** An emulator asks for a region and a signature like the service, and looks at neither. */
function elsewhere(endpoint: string, environment: Environment): DynamoDBClientConfig {
  const signed = CREDENTIAL_SOURCES.some((name) => environment[name]);
  return {
    endpoint,
    region: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || 'us-east-1',
    ...(signed ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
