import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll } from 'vitest';
import { parseJson, printJson } from '../../../../lib/http/json.ts';
import { type HouseUnderTest, startHouse } from '../../../local/house.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what is in it
  readonly body: any;
}

export interface Conversation {
  /** Asks `METHOD /path`; a text is sent as it is, anything else as JSON. */
  ask(on: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Puts events on the bus, one entry per detail. */
  put(detailType: string, details: readonly unknown[], time?: Date): Promise<void>;
  /** Stops the clock of the house. */
  freeze(now: string): Promise<void>;
  readonly house: HouseUnderTest;
}

/** A house of its own for a test file, and the words to talk to it. */
export function conversation(environment: Record<string, string> = {}): Conversation {
  let house: HouseUnderTest | undefined;
  const running = (): HouseUnderTest => {
    if (!house) throw new Error('the house is not up yet');
    return house;
  };
  beforeAll(async () => {
    house = await startHouse({ environment });
  });
  afterAll(async () => {
    await house?.stop();
  });

  const ask: Conversation['ask'] = async (on, body, headers = {}) => {
    const [method = '', path = ''] = on.split(' ');
    const response = await fetch(running().url + path, {
      method,
      headers: {
        'x-api-key': running().adminKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : printJson(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : parseJson(text),
    };
  };
  return {
    ask,
    put: async (detailType, details, time) => {
      const client = new EventBridgeClient({
        endpoint: running().url,
        region: 'local',
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      });
      const Entries = details.map((detail) => ({
        Source: 'test',
        DetailType: detailType,
        Detail: typeof detail === 'string' ? detail : printJson(detail),
        ...(time ? { Time: time } : {}),
      }));
      const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
      client.destroy();
      if (FailedEntryCount !== 0) throw new Error('an entry was not taken');
    },
    freeze: async (now) => {
      const { status } = await ask('PUT /_local/clock', { now });
      if (status >= 300) throw new Error(`the clock answered ${status}`);
    },
    get house() {
      return running();
    },
  };
}

/** Waits until `done` says so, for what happens behind the bus. */
export async function until<Value>(
  ask: () => Promise<Value>,
  done: (value: Value) => boolean,
): Promise<Value> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() > end) throw new Error(`still not so after 20 s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
