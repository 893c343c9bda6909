/** One JSON line per thing worth knowing; CloudWatch Logs takes it from the standard error of a function. */
let sink: (line: string) => void = (line) => process.stderr.write(`${line}\n`);

export const setLogSink = (write: (line: string) => void): void => {
  sink = write;
};

export type LogFields = Readonly<Record<string, unknown>>;

export const log = (level: 'info' | 'warn' | 'error', message: string, fields: LogFields = {}): void =>
  sink(JSON.stringify({ level, message, ...fields }));

/** A chain of causes may be a ring. */
const MAX_CAUSES = 8;

/** The parts of an error that belong in a log: never a request, a header or an event. */
export function errorFields(error: unknown, depth = 0): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: error.name,
    reason: error.message,
    stack: error.stack,
    ...(error.cause === undefined || depth === MAX_CAUSES
      ? {}
      : { cause: errorFields(error.cause, depth + 1) }),
  };
}
