import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart, systemCode } from './cannot-start.ts';
import { type KeptProcess, keepProcess } from './kept-process.ts';

const PACKAGE = '@dynoxide/linux-x64';
const PATIENCE = 10_000;
const PORTS_TO_TRY = 5;

/** The emulator's program. Fails with `CannotStart` where its package, which is optional, is not installed. */
export function emulatorProgram(
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): string {
  try {
    return resolve(`${PACKAGE}/dynoxide`);
  } catch (cause) {
    throw new CannotStart(
      `there is no DynamoDB to run on: the emulator comes with the optional package ${PACKAGE}, which installs on ` +
        'Linux x64 only. Run there, or set DYNAMODB_ENDPOINT to any DynamoDB endpoint, such as the http://127.0.0.1:8000 ' +
        'of a DynamoDB Local of your own',
      { cause },
    );
  }
}

export interface Emulator {
  readonly endpoint: string;
  readonly process: KeptProcess;
}

/** Starts the emulator on a free port of the loopback, over a file or in memory, and waits until it answers. */
export async function startEmulator(file: string | undefined): Promise<Emulator> {
  const program = emulatorProgram();
  const pidFile = file && `${file}.pid`;
  if (file && pidFile) await endStale(file, pidFile);
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const storage = file ? ['--db-path', file] : [];
    const args = ['serve', '--host', '127.0.0.1', '--port', String(port), ...storage];
    const child = keepProcess(program, args, pidFile);
    const endpoint = `http://127.0.0.1:${port}`;
    if (await comesUp(child, endpoint)) return { endpoint, process: child };
    await child.stop();
    // Between its finding and its use somebody else may take the port.
    const portLost = child.lastWords().includes('already in use');
    if (!portLost || tries === PORTS_TO_TRY) {
      throw new CannotStart(
        `the DynamoDB emulator does not start: ${child.lastWords() || 'it says nothing'}`,
      );
    }
  }
}

/** Whether anything speaks HTTP there. */
export async function answersAt(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
    await answer.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** Its own word counts before any answer, which might come from somebody else on the same port. */
async function comesUp(child: KeptProcess, endpoint: string): Promise<boolean> {
  let ended = false;
  void child.ended.then(() => {
    ended = true;
  });
  const patience = Date.now() + PATIENCE;
  while (!ended && Date.now() < patience) {
    if (child.lastWords().includes('listening on') && (await answersAt(endpoint))) return !ended;
    await sleep(10);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return address.port;
}

/** Ends an emulator that an earlier start left on this file; whoever calls holds the folder, so nobody needs it. */
async function endStale(file: string, pidFile: string): Promise<void> {
  const pid = Number(await readIfThere(pidFile));
  const patience = Date.now() + PATIENCE;
  while (pid > 0 && (await runsOn(pid, file))) {
    if (Date.now() > patience) throw new CannotStart(`process ${pid} keeps ${file} and does not end`);
    killIfThere(pid);
    await sleep(10);
  }
  await rm(pidFile, { force: true });
}

/** Numbers are given out again: only a process that was started with this very file is one of ours. */
const runsOn = async (pid: number, file: string): Promise<boolean> =>
  ((await readIfThere(`/proc/${pid}/cmdline`)) ?? '').split('\0').includes(file);

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}
