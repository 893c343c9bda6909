import { timingSafeEqual } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';
import type { Incoming } from './http-server.ts';
import { awsError, awsReply, type Reply } from './reply.ts';

export interface LocalSecret {
  readonly name: string;
  readonly value: string;
}

/** Whether two secrets are the same, in a time that does not tell how far they agree. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * A Secrets Manager endpoint that holds one secret. Every program on this machine can reach it, so it answers only
 * below a path that the house tells to its own doors.
 */
export const secretsManager =
  (secret: LocalSecret, path: string) =>
  async ({ target, headers, body }: Incoming): Promise<Reply> => {
    if (!isSame(target.replace(/\/$/, ''), path)) {
      return awsError('UnrecognizedClientException', 'there is no endpoint at this path', 403);
    }
    if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
      return awsError('UnknownOperationException', 'only GetSecretValue is known here');
    }
    const arn = `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${secret.name}`;
    const id = secretId(body.toString('utf8'));
    if (id !== secret.name && id !== arn) {
      return awsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return awsReply({
      ARN: arn,
      Name: secret.name,
      VersionId: '00000000-0000-4000-8000-000000000000',
      VersionStages: ['AWSCURRENT'],
      SecretString: secret.value,
    });
  };

function secretId(body: string): unknown {
  try {
    return (JSON.parse(body) as { SecretId?: unknown } | null)?.SecretId;
  } catch {
    return undefined;
  }
}
