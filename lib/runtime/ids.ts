import { createHash, randomUUID } from 'node:crypto';
import type { Ids } from '../core/ports/index.ts';

export const cryptoIds: Ids = {
  random: randomUUID,
  digest: (text) => createHash('sha256').update(text).digest('base64url'),
};
