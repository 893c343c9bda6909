import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface HouseUnderTest {
  /** Another one after every start. */
  readonly url: string;
  readonly adminKey: string;
  readonly dataFolder: string;
  /** What it wrote to the terminal since its last start. */
  readonly output: string;
  /** The lines of its log. */
  logs(): Record<string, unknown>[];
  /** Ends it as Ctrl-C does, and removes its data if the house came with them. Gives its exit code. */
  stop(): Promise<number | null>;
  /** Signals it, and keeps its data. Gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Ends it without a warning, and keeps its data. */
  kill9(): Promise<void>;
  /** Starts it again on the same data, after a clean stop if it still runs. */
  restart(): Promise<void>;
}

export interface HouseUnderTestOptions {
  /** A temporary one when absent. */
  readonly dataFolder?: string;
  /** Added to this process's own; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface HouseProcess {
  readonly child: ChildProcess;
  /** The URL of its ready line; fails with what it wrote when it ends before. */
  readonly ready: Promise<string>;
  readonly exit: Promise<number | null>;
  output(): string;
}

/** Houses that nobody has stopped, for a test run that is cut short. */
const abandoned = new Set<() => void>();
process.once('exit', () => {
  for (const abandon of abandoned) abandon();
});

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = join(ROOT, 'bin/local.ts');

/** A whole house in a process of its own, as `npm start` has it, on a free port. Whoever starts it stops it. */
export async function startHouse(options: HouseUnderTestOptions = {}): Promise<HouseUnderTest> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'meterhouse-test-'));
  const removeData = (): void => {
    if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
  };
  const environment = { METERHOUSE_ADMIN_KEY: undefined, ...options.environment };
  const start = () => spawnHouse({ ...environment, METERHOUSE_DATA: dataFolder, PORT: '0' });
  let house = start();
  let url = await house.ready;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    house.child.kill(signal);
    return house.exit;
  };
  const abandon = (): void => {
    house.child.kill('SIGKILL');
    removeData();
  };
  abandoned.add(abandon);
  return {
    get url() {
      return url;
    },
    get adminKey() {
      return environment.METERHOUSE_ADMIN_KEY ?? readFileSync(join(dataFolder, 'admin-key'), 'utf8').trim();
    },
    get output() {
      return house.output();
    },
    dataFolder,
    logs: () => readLines(join(dataFolder, 'meterhouse.log')),
    stop: async () => {
      const code = await end('SIGINT');
      removeData();
      abandoned.delete(abandon);
      return code;
    },
    end,
    kill9: async () => {
      await end('SIGKILL');
    },
    restart: async () => {
      await end('SIGTERM');
      house = start();
      url = await house.ready;
    },
  };
}

/** Runs `bin/local.ts`, or another program that does; it may also end at once. */
export function spawnHouse(
  environment: Readonly<Record<string, string | undefined>>,
  [program, ...args]: readonly [string, ...string[]] = [process.execPath, '--import', 'tsx', ENTRY],
): HouseProcess {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const output = (): string => lines.join('\n');
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const [, url] = /^Meterhouse is ready at (\S+)$/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
    void exit.then((code) => reject(new Error(`the house ended with ${code}:\n${output()}`)));
  });
  // Whoever expects the house to end does not wait for it to be ready.
  ready.catch(() => {});
  return { child, ready, exit, output };
}

const readLines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
