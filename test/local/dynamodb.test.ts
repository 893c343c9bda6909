import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbClient } from '../../lib/adapters/dynamodb/client.ts';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../lib/local/dynamodb.ts';
import { emulatorProgram } from '../../lib/local/dynamodb-emulator.ts';
import { localTables } from '../../lib/local/environment.ts';

const HOLDER = fileURLToPath(new URL('dynamodb-holder.ts', import.meta.url));
const TABLES = Object.values(localTables).sort();

describe('DynamoDB on this machine', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const dataFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    return folder;
  };
  const start = async (options: Parameters<typeof startDynamoDb>[0]): Promise<LocalDynamoDb> => {
    const running = await startDynamoDb(options);
    cleanups.push(() => running.stop());
    return running;
  };
  const clientOf = ({ endpoint }: LocalDynamoDb): DynamoDBClient => {
    const client = dynamoDbClient(endpoint, {});
    cleanups.push(() => client.destroy());
    return client;
  };
  /** The numbers of all processes that were started with a path in this folder, oldest first. */
  const processesOn = async (folder: string): Promise<number[]> => {
    const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
    const lines = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    return pids.filter((_, i) => lines[i]?.includes(folder)).sort((a, b) => a - b);
  };
  const emulatorOn = async (folder: string): Promise<number> =>
    Number(await readFile(join(folder, 'dynamodb.sqlite.pid'), 'utf8'));
  const allGone = (folder: string): Promise<void> =>
    vi.waitFor(async () => expect(await processesOn(folder)).toEqual([]), { timeout: 5000 });

  /** A process that holds an emulator on the folder, once it has written some items. */
  const holder = async (folder: string): Promise<{ process: ChildProcess; written: string[] }> => {
    const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    cleanups.push(() => child.kill('SIGKILL'));
    const written: string[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => written.push(line));
    await vi.waitFor(() => expect(written.length).toBeGreaterThan(20), { timeout: 20_000 });
    return { process: child, written };
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  const keysKept = async (running: LocalDynamoDb): Promise<Set<string | undefined>> => {
    const { Items = [] } = await clientOf(running).send(new ScanCommand({ TableName: 'kept' }));
    return new Set(Items.map((item) => item['pk']?.S));
  };

  it('creates the tables once, as the doors know them', async () => {
    const client = clientOf(await start({}));
    await createTables(client, localTables);
    await client.send(new PutItemCommand({ TableName: 'tokens', Item: { pk: { S: 'kept' } } }));
    await Promise.all([createTables(client, localTables), createTables(client, localTables)]);
    expect((await client.send(new ListTablesCommand({}))).TableNames?.sort()).toEqual(TABLES);
    expect((await client.send(new ScanCommand({ TableName: 'tokens' }))).Items).toHaveLength(1);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'rejections' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'newest',
          KeySchema: [
            { AttributeName: 'shard', KeyType: 'HASH' },
            { AttributeName: 'at', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    expect(Table?.AttributeDefinitions).toContainEqual({ AttributeName: 'sk', AttributeType: 'N' });
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: 'rejections' }));
    expect(ttl.TimeToLiveDescription).toMatchObject({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expires',
    });
  });

  it('forgets what it had in memory', async () => {
    const first = await start({});
    await createTables(clientOf(first), localTables);
    await first.stop();
    const client = clientOf(await start({}));
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('runs many times at once, each on a port of its own', async () => {
    const running = await Promise.all(Array.from({ length: 6 }, () => start({})));
    expect(new Set(running.map(({ endpoint }) => endpoint)).size).toBe(6);
    await createTables(clientOf(running[0] as LocalDynamoDb), localTables);
    const other = clientOf(running[5] as LocalDynamoDb);
    expect((await other.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('keeps its tables in the data folder over a stop, and leaves no process', async () => {
    const folder = await dataFolder();
    const first = await start({ dataFolder: folder });
    await createTables(clientOf(first), localTables);
    expect((await processesOn(folder)).length).toBeGreaterThan(0);
    await first.stop();
    await first.stop();
    await allGone(folder);
    expect(await first.ended).toBeUndefined();
    const client = clientOf(await start({ dataFolder: folder }));
    expect((await client.send(new ListTablesCommand({}))).TableNames?.sort()).toEqual(TABLES);
  });

  it('ends with the process that started it, even one killed outright, and loses nothing', async () => {
    const folder = await dataFolder();
    const { process: parent, written } = await holder(folder);
    await kill(parent);
    await allGone(folder);
    const kept = await keysKept(await start({ dataFolder: folder }));
    expect(written.filter((key) => !kept.has(key))).toEqual([]);
  });

  it('starts over an emulator whose keeper was killed with its parent, and loses nothing', async () => {
    const folder = await dataFolder();
    const { process: parent, written } = await holder(folder);
    const orphan = await emulatorOn(folder);
    for (const pid of await processesOn(folder))
      if (pid !== orphan && pid !== parent.pid) process.kill(pid, 'SIGKILL');
    await kill(parent);
    expect(await processesOn(folder)).toEqual([orphan]);
    const running = await start({ dataFolder: folder });
    expect(await processesOn(folder)).not.toContain(orphan);
    const kept = await keysKept(running);
    expect(written.filter((key) => !kept.has(key))).toEqual([]);
  });

  it('leaves a stranger alone who was given the number of an emulator of old', async () => {
    const folder = await dataFolder();
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
    cleanups.push(() => stranger.kill('SIGKILL'));
    await writeFile(join(folder, 'dynamodb.sqlite.pid'), `${stranger.pid}\n`);
    await start({ dataFolder: folder });
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    expect(await emulatorOn(folder)).not.toBe(stranger.pid);
  });

  it('tells when the emulator dies', async () => {
    const folder = await dataFolder();
    const running = await start({ dataFolder: folder });
    process.kill(await emulatorOn(folder), 'SIGKILL');
    expect(await running.ended).toMatchObject({
      message: expect.stringContaining('the DynamoDB emulator ended'),
    });
    await running.stop();
    await allGone(folder);
  });

  it('is out of reach of the interrupts of the terminal, which go to a process group', async () => {
    const folder = await dataFolder();
    await start({ dataFolder: folder });
    const groupOf = async (pid: number | 'self'): Promise<string | undefined> =>
      (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[2];
    expect(await groupOf(await emulatorOn(folder))).not.toBe(await groupOf('self'));
  });

  it('says why when it cannot start', async () => {
    const folder = join(await dataFolder(), 'nowhere');
    const starting = startDynamoDb({ dataFolder: folder });
    await expect(starting).rejects.toThrow(CannotStart);
    await expect(starting).rejects.toThrow(/the DynamoDB emulator does not start: .*open/s);
    await allGone(folder);
  });

  it('uses an endpoint that is there already, and leaves it running', async () => {
    const other = await start({});
    const running = await start({ endpoint: other.endpoint });
    expect(running.endpoint).toBe(other.endpoint);
    await running.stop();
    expect(await running.ended).toBeUndefined();
    expect((await clientOf(other).send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('says so when nothing answers at the endpoint', async () => {
    const gone = await start({});
    await gone.stop();
    await expect(startDynamoDb({ endpoint: gone.endpoint })).rejects.toThrow(
      `nothing answers at DYNAMODB_ENDPOINT=${gone.endpoint}`,
    );
  });

  it('says what to do where the emulator is not installed', () => {
    const absent = (name: string): string => {
      throw new Error(`Cannot find module '${name}'`);
    };
    expect(() => emulatorProgram(absent)).toThrow(CannotStart);
    expect(() => emulatorProgram(absent)).toThrow(/set DYNAMODB_ENDPOINT to any DynamoDB endpoint/);
  });
});
