import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { CannotMeter } from './cannot-meter.ts';

const SOURCE = 'access-log';
const DETAIL_TYPE = 'ingestUsage';
/** What an entry counts for besides its detail. */
export const ENTRY_OVERHEAD = SOURCE.length + DETAIL_TYPE.length;

const TRIES = 5;
const FIRST_PAUSE = 200;

export interface EventSender {
  /** Resolves when the bus has taken every detail. Fails with `CannotMeter` when it does not after several tries. */
  send(details: readonly string[]): Promise<void>;
  close(): void;
}

/** Puts events on the bus at a local house, which takes any credential: it stands for IAM as well. */
export function eventSender(endpoint: string): EventSender {
  const client = new EventBridgeClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: TRIES,
  });
  const put = async (details: readonly string[]): Promise<readonly PutEventsResultEntry[]> => {
    const Entries = details.map((Detail) => ({ Source: SOURCE, DetailType: DETAIL_TYPE, Detail }));
    try {
      return (await client.send(new PutEventsCommand({ Entries }))).Entries ?? [];
    } catch (cause) {
      const reason = cause instanceof Error ? cause.name : 'no answer';
      throw new CannotMeter(`the event bus at ${endpoint} does not take events: ${reason}`, { cause });
    }
  };
  return {
    async send(details) {
      const answers = await put(details);
      // A request may be taken in part; what was taken is not sent again, though again would do no harm.
      for (const [i, detail] of details.entries())
        if (!isTaken(answers[i])) await insist(() => put([detail]), answers[i]);
    },
    close: () => client.destroy(),
  };
}

const isTaken = (answer: PutEventsResultEntry | undefined): boolean => answer?.EventId !== undefined;

async function insist(
  put: () => Promise<readonly PutEventsResultEntry[]>,
  first: PutEventsResultEntry | undefined,
): Promise<void> {
  let answer = first;
  for (let tries = 1; tries < TRIES; tries++) {
    await sleep(FIRST_PAUSE * 2 ** (tries - 1));
    [answer] = await put();
    if (isTaken(answer)) return;
  }
  throw new CannotMeter(
    `the event bus does not take an entry: ${answer?.ErrorCode ?? 'no answer'} ${answer?.ErrorMessage ?? ''}`.trim(),
  );
}
