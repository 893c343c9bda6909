import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MeteringError } from '../../core/metering-error.ts';
import type { PageTokens } from '../../core/ports/index.ts';
import { tokenKey } from './token-key.ts';

const SEAL_BYTES = 32;
/** Longer than any token of ours: a cursor holds at most one group's texts. */
const MAX_TOKEN = 32_768;

/**
 * Page tokens under a key kept in a table, so that every process opens what any of them sealed. A token is the HMAC of
 * scope and cursor, then the cursor, as one base64url text; what it says is signed, not secret.
 */
export function dynamoDbPageTokens(client: DynamoDBClient, table: string): PageTokens {
  const key = once(() => tokenKey(client, table));
  return {
    async seal(scope, cursor) {
      const bytes = Buffer.from(JSON.stringify(cursor));
      const token = Buffer.concat([sealOf(await key(), scope, bytes), bytes]).toString('base64url');
      if (token.length > MAX_TOKEN) throw new RangeError(`a page token of ${token.length} characters`);
      return token;
    },
    async open(scope, token) {
      const bytes = decode(token);
      if (!bytes) throw new MeteringError('page.invalid', {});
      const [seal, cursor] = [bytes.subarray(0, SEAL_BYTES), bytes.subarray(SEAL_BYTES)];
      if (!timingSafeEqual(seal, sealOf(await key(), scope, cursor))) {
        throw new MeteringError('page.invalid', {});
      }
      return JSON.parse(cursor.toString()) as unknown;
    },
  };
}

/** The scope's length keeps scope and cursor apart, whatever characters they hold. */
const sealOf = (key: Uint8Array, scope: string, cursor: Uint8Array): Buffer =>
  createHmac('sha256', key)
    .update(`${Buffer.byteLength(scope)}:${scope}`)
    .update(cursor)
    .digest();

/** `undefined` unless the text is exactly what encoding gives: Buffer itself overlooks foreign characters. */
function decode(token: string): Buffer | undefined {
  if (token.length > MAX_TOKEN) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  return bytes.length > SEAL_BYTES && bytes.toString('base64url') === token ? bytes : undefined;
}

/** Asks once however many ask at the same time; asks anew after a failure. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
