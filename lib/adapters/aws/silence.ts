/** Longer than it takes to begin the next call of a loop, shorter than anybody waits before trying again. */
const REMEMBERED_MILLIS = 1000;

/**
 * Middleware for a client: a service that was silent for all tries of a call is taken to be silent for the calls behind
 * it too. For a moment they fail at once, with the same error, so that a door that makes a thousand calls is done with a
 * silent service in the time of one.
 */
export function rememberSilence() {
  let silence: { readonly error: Error; readonly until: number } | undefined;
  return <Args, Answer>(call: (args: Args) => Promise<Answer>) =>
    async (args: Args): Promise<Answer> => {
      if (silence && performance.now() < silence.until) throw silence.error;
      try {
        return await call(args);
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError')
          silence = { error, until: performance.now() + REMEMBERED_MILLIS };
        throw error;
      }
    };
}
