import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A child process that never outlives this one, not even when this one is killed outright. */
export interface KeptProcess {
  /** Resolves when the program has ended: to its exit status, or `undefined` where a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** The last of what it wrote, at most 4 KB. */
  lastWords(): string;
  /** Ends it, gently first. Quiet when it has ended already. */
  stop(): Promise<void>;
}

const PATIENCE = 5000;
const MOST_WORDS = 4096;

/**
 * Runs the program beside a reader of the pipe that this process holds the other end of. The system closes that end
 * when this process dies, however it dies, and the reader then ends the program. The program's number is kept in a
 * file, for a start after somebody killed the keeper as well.
 */
const KEEPER = `
pids=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
[ -z "$pids" ] || echo "$program" >"$pids"
{ read -r _ <&3; kill "$program"; } 2>/dev/null &
reader=$!
exec 3<&-
wait "$program"
status=$?
kill "$reader" 2>/dev/null
exit "$status"
`;

/** @param pidFile where to keep the program's process number */
export function keepProcess(program: string, args: readonly string[], pidFile?: string): KeptProcess {
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', pidFile ?? '', program, ...args], {
    // A group of its own: Ctrl-C in the terminal goes to this process alone, which ends its children in good order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = ending(keeper);
  // Nothing is ever written to it; closing it over a keeper that has ended already may fail, and need not succeed.
  keeper.stdin.on('error', () => undefined);
  return {
    ended,
    lastWords: collectWords(keeper),
    async stop() {
      keeper.stdin.end();
      const late = setTimeout(() => killGroup(keeper), PATIENCE);
      await ended;
      clearTimeout(late);
    },
  };
}

async function ending(keeper: ChildProcess): Promise<number | undefined> {
  // A keeper that cannot be started tells so by an error instead of an exit.
  const [status] = (await once(keeper, 'exit').catch(() => [])) as [number?];
  return status ?? undefined;
}

function collectWords(keeper: ChildProcess): () => string {
  let words = '';
  for (const stream of [keeper.stdout, keeper.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-MOST_WORDS);
    });
  }
  keeper.on('error', (error) => {
    words += error.message;
  });
  return () => words.trim();
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}
