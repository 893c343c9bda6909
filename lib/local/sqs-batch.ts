import { createHash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';
import type { Message } from './queue.ts';

/** The messages as the poller of a queue hands them to a function. */
export const sqsEvent = (queue: string, messages: readonly Message[]): SQSEvent => ({
  Records: messages.map((message) => recordOf(queue, message)),
});

const recordOf = (queue: string, { id, body, receives, sentAt, firstReceivedAt }: Message): SQSRecord => ({
  messageId: id,
  receiptHandle: `${id}.${receives}`,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sentAt),
    SenderId: LOCAL_ACCOUNT,
    ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
  },
  messageAttributes: {},
  md5OfBody: createHash('md5').update(body).digest('hex'),
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${queue}`,
  awsRegion: LOCAL_REGION,
});

/**
 * Which messages shall come again, by the rules of `ReportBatchItemFailures`: those that the answer names; none when it
 * names none; all when it is malformed or names one that was not in the batch.
 */
export function returnedMessages(messages: readonly Message[], answer: unknown): ReadonlySet<string> {
  const sent = new Set(messages.map(({ id }) => id));
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== 'object' || Array.isArray(answer)) return sent;
  const { batchItemFailures: failures } = answer as { batchItemFailures?: unknown };
  if (failures === null || failures === undefined) return new Set();
  if (!Array.isArray(failures)) return sent;
  const named = failures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
      ? failure.itemIdentifier
      : undefined,
  );
  return named.every((id) => typeof id === 'string' && sent.has(id)) ? new Set(named as string[]) : sent;
}
