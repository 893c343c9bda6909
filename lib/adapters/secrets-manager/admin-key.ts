import { createHash, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock, Identities } from '../../core/ports/index.ts';

/** How long a secret that was read is believed: a rotation is effective within a minute. */
const KEEP_MILLIS = 60_000;

/** The one identity of an administrator, whose API key is the value of a secret. */
export function secretAdminKey(client: SecretsManagerClient, secretId: string, clock: Clock): Identities {
  let known: { digest: Buffer; until: number } | undefined;

  async function expected(): Promise<Buffer> {
    const now = clock.now();
    // A clock that was set back must not make a secret believed for ever.
    if (known && now < known.until && now >= known.until - KEEP_MILLIS) return known.digest;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new Error(`the secret ${secretId} holds no text`);
    known = { digest: digest(SecretString), until: now + KEEP_MILLIS };
    return known.digest;
  }

  return {
    async authenticate(key) {
      return timingSafeEqual(digest(key), await expected()) ? { id: 'admin', role: 'admin' } : undefined;
    },
  };
}

/** Equal lengths for the comparison in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
