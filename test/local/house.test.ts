import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type HouseUnderTest, type HouseUnderTestOptions, spawnHouse, startHouse } from './house.ts';
import { tempFolder } from './temp-folder.ts';

const run = promisify(execFile);

/** Asks the house as its administrator. */
async function ask(house: HouseUnderTest, method: string, path: string, body?: unknown) {
  const reply = await fetch(house.url + path, {
    method,
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const aMeter = (id: string) => ({ id, name: id, aggregation: 'SUM' });
const JANUARY = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

/** The one number of a meter over January 2026. */
async function usage(house: HouseUnderTest, meterId: string): Promise<string | undefined> {
  const { body } = await ask(house, 'GET', `/usage/${meterId}?${JANUARY}`);
  return (body as { data: { series: { points: { value: string }[] }[] } }).data.series[0]?.points[0]?.value;
}

/** Asks until the answer is there; what stays away fails by the timeout of the test. */
async function comes<Value>(value: Value, read: () => Promise<Value>): Promise<void> {
  while ((await read()) !== value) await sleep(20);
}

async function putUsage(house: HouseUnderTest, details: readonly unknown[]): Promise<void> {
  const client = new EventBridgeClient({
    endpoint: house.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const answer = await client.send(
    new PutEventsCommand({
      Entries: details.map((detail) => ({
        Source: 'shop',
        DetailType: 'ingestUsage',
        Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
      })),
    }),
  );
  client.destroy();
  expect(answer.FailedEntryCount).toBe(0);
}

const event = (meterId: string, id: string, value: string) => ({
  id,
  meterId,
  customerId: 't-1',
  value,
  time: '2026-01-15T12:00:00Z',
});

async function aHouse(options?: HouseUnderTestOptions): Promise<HouseUnderTest> {
  const house = await startHouse(options);
  onTestFinished(async () => {
    await house.stop();
  });
  return house;
}

describe('a new house', () => {
  test('tells its key and three requests that work as they are pasted, and says so once', async () => {
    const house = await aHouse();
    const file = join(house.dataFolder, 'admin-key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(house.output).toContain(readFileSync(file, 'utf8').trim());
    const pasted = house.output.match(/^ {2}curl (?:.*\\\n)*.*$/gm) ?? [];
    const answers = [];
    for (const line of pasted) answers.push(JSON.parse((await run('sh', ['-c', line])).stdout));
    expect(answers).toMatchObject([
      { data: { id: 'api_calls', aggregation: 'SUM' } },
      { summary: { accepted: 1 } },
      { data: { series: [{ points: [{ value: '12.5' }] }] } },
    ]);

    const { adminKey } = house;
    await house.restart();
    expect(house.output).toBe(`Meterhouse is ready at ${house.url}`);
    expect(house.adminKey).toBe(adminKey);
  });

  test('takes the key that it is given, and does not show it', async () => {
    const house = await aHouse({ environment: { METERHOUSE_ADMIN_KEY: 'given-key' } });
    expect((await ask(house, 'GET', '/meters')).status).toBe(200);
    expect(house.output).toContain('$METERHOUSE_ADMIN_KEY');
    expect(house.output).not.toContain('given-key');
  });
});

describe('a house', () => {
  let house: HouseUnderTest;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(async () => {
    expect(await house.stop()).toBe(0);
  });

  test('knows its administrator only', async () => {
    expect((await ask(house, 'GET', '/meters')).status).toBe(200);
    expect((await fetch(`${house.url}/meters`)).status).toBe(401);
    expect((await fetch(`${house.url}/meters`, { headers: { 'x-api-key': 'mh_other' } })).status).toBe(401);
  });

  test('answers what has no route in its own words', async () => {
    expect(await ask(house, 'GET', '/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'route.not-found' },
    });
  });

  test('counts what comes over the event bus, exactly', async () => {
    await ask(house, 'POST', '/meters', aMeter('bus'));
    await putUsage(house, [
      event('bus', 'a', '0.1'),
      event('bus', 'b', '0.2'),
      event('bus', 'a', '0.1'),
      '{"id":"c","meterId":"bus","customerId":"t-1","value":9007199254740993,"time":"2026-01-15T12:00:00Z"}',
    ]);
    await comes('9007199254740993.3', () => usage(house, 'bus'));
  });

  test('knows the customers that the control plane announces', async () => {
    const client = new EventBridgeClient({
      endpoint: house.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    onTestFinished(() => client.destroy());
    await client.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: 'sbt.control.plane',
            DetailType: 'sbt_aws_onboardingRequest',
            Detail: '{"tenantId":"t-new","tenantName":"New"}',
          },
        ],
      }),
    );
    await comes(200, async () => (await ask(house, 'GET', '/customers/t-new')).status);
  });

  test('rehearses another time', async () => {
    await ask(house, 'POST', '/meters', aMeter('rehearsed'));
    expect(await ask(house, 'PUT', '/_local/clock', { now: '2026-01-10T00:00:00Z' })).toMatchObject({
      status: 200,
    });
    const { id, meterId, customerId, value } = event('rehearsed', 'a', '7');
    await ask(house, 'POST', '/usage', { id, meterId, customerId, value });
    expect((await ask(house, 'DELETE', '/_local/clock')).status).toBe(204);
    expect(await usage(house, 'rehearsed')).toBe('7');
  });

  test('writes its log into its data folder, and no key into its log', async () => {
    await putUsage(house, [{}]);
    expect(house.logs().length).toBeGreaterThan(0);
    expect(JSON.stringify(house.logs())).not.toContain(house.adminKey);
  });
});

describe('a house that ends', () => {
  test('has everything again after a clean stop', async () => {
    const house = await aHouse();
    await ask(house, 'POST', '/meters', aMeter('kept'));
    await ask(house, 'POST', '/usage', event('kept', 'a', '1.5'));
    await house.restart();
    expect(await usage(house, 'kept')).toBe('1.5');
    expect((await ask(house, 'POST', '/usage', event('kept', 'a', '1.5'))).body).toMatchObject({
      summary: { duplicate: 1 },
    });
  });

  test('loses nothing that it acknowledged when it is killed', async () => {
    const house = await aHouse();
    await ask(house, 'POST', '/meters', aMeter('killed'));
    await ask(house, 'POST', '/usage', event('killed', 'over-http', '1'));
    await putUsage(
      house,
      Array.from({ length: 10 }, (_, n) => event('killed', `over-bus-${n}`, '1')),
    );
    await house.kill9();
    await house.restart();
    await comes('11', () => usage(house, 'killed'));
  });

  test('leaves nothing running', async () => {
    const house = await startHouse();
    const emulator = Number(readFileSync(join(house.dataFolder, 'dynamodb.sqlite.pid'), 'utf8'));
    expect(() => process.kill(emulator, 0)).not.toThrow();
    expect(await house.stop()).toBe(0);
    expect(() => process.kill(emulator, 0)).toThrow('ESRCH');
  });

  test('ends in good order while it is still starting', async () => {
    const dataFolder = tempFolder();
    const house = spawnHouse({ METERHOUSE_DATA: dataFolder, PORT: '0' });
    await comes(true, async () => exists(join(dataFolder, 'in-use')));
    house.child.kill('SIGTERM');
    expect(await house.exit).toBe(0);
    expect(exists(join(dataFolder, 'in-use'))).toBe(false);
  });

  test.each<[NodeJS.Signals]>([['SIGTERM'], ['SIGKILL']])('ends when npm start gets a %s', async (signal) => {
    const dataFolder = tempFolder();
    const house = spawnHouse({ METERHOUSE_DATA: dataFolder, PORT: '0' }, ['npm', 'start']);
    const url = await house.ready;
    house.child.kill(signal);
    // The streams of npm are the house's own, so they close with the last of the two.
    await house.exit;
    expect(exists(join(dataFolder, 'in-use'))).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('says so when its database ends', async () => {
    const dataFolder = tempFolder();
    const house = spawnHouse({ METERHOUSE_DATA: dataFolder, PORT: '0' });
    await house.ready;
    process.kill(Number(readFileSync(join(dataFolder, 'dynamodb.sqlite.pid'), 'utf8')), 'SIGKILL');
    expect(await house.exit).toBe(1);
    expect(house.output()).toMatch(/\nMeterhouse cannot go on: the DynamoDB emulator ended/);
  });
});

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

describe('a house that cannot start', () => {
  /** All that it says, and its exit code. */
  async function refusal(environment: Record<string, string>): Promise<[string, number | null]> {
    const house = spawnHouse({ METERHOUSE_DATA: tempFolder(), PORT: '0', ...environment });
    const code = await house.exit;
    return [house.output(), code];
  }

  test('because its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect(await refusal({ PORT: String(port) })).toEqual([
      `Meterhouse cannot go on: port ${port} is taken: set PORT to another one, or to 0 for any free one`,
      1,
    ]);
  });

  test('because another one has its data', async () => {
    const { dataFolder } = await aHouse();
    expect(await refusal({ METERHOUSE_DATA: dataFolder })).toEqual([
      expect.stringMatching(/^Meterhouse cannot go on: another Meterhouse \(process \d+\) uses .*$/),
      1,
    ]);
  });

  test('because it cannot keep data', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusal({ METERHOUSE_DATA: file })).toEqual([
      expect.stringMatching(/^Meterhouse cannot go on: cannot keep data in .*$/),
      1,
    ]);
  });

  test.each([
    [{ METERHOUSE_STORE: 'dynamodb' }, 'METERHOUSE_STORE=dynamodb is not supported yet: use timestream'],
    [{ UNKNOWN_CUSTOMERS: 'reject' }, 'UNKNOWN_CUSTOMERS=reject is not known: use accept or park'],
    [{ REJECTION_DAYS: '0' }, 'REJECTION_DAYS=0 is no number of days: use 1 to 36500'],
    [{ PORT: 'http' }, 'PORT=http is no port: use 0 to 65535'],
    [{ DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' }, 'nothing answers at DYNAMODB_ENDPOINT=http://127.0.0.1:9'],
  ])('because of %j', async (environment, words) => {
    expect(await refusal(environment as Record<string, string>)).toEqual([
      `Meterhouse cannot go on: ${words}`,
      1,
    ]);
  });
});
