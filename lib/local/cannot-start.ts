/** Why the house cannot start, in one line that tells its owner what to do. Anything else thrown is a fault of ours. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** The code of a failed system call, such as `EADDRINUSE`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
