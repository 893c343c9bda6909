import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Environment, elsewhere } from '../aws/elsewhere.ts';
import { rememberSilence } from '../aws/silence.ts';

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
    ...elsewhere(endpoint, environment),
  });
  client.middlewareStack.add(rememberSilence(), { step: 'initialize', name: 'rememberSilence' });
  return client;
}
