import { randomBytes } from 'node:crypto';

/**
 * The mark that one call leaves on what it writes under a condition. When an answer is lost and the write is repeated,
 * the condition fails over the caller's own first write: the mark tells that apart from somebody else's.
 */
export const newMark = (): string => randomBytes(9).toString('base64url');
