import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../lib/local/queue.ts';
import { returnedMessages, sqsEvent } from '../../lib/local/sqs-batch.ts';

const message = (id: string, parts: Partial<Message> = {}): Message => ({
  id,
  body: `body of ${id}`,
  sentAt: 1,
  firstReceivedAt: 2,
  receives: 3,
  ...parts,
});
const batch = [message('a'), message('b'), message('c')];

describe('a batch from a queue', () => {
  test('has the shape that Lambda gets it in', () => {
    expect(sqsEvent('ingest', [message('a', { body: '{"n":1.0}' })])).toEqual({
      Records: [
        {
          messageId: 'a',
          receiptHandle: 'a.3',
          body: '{"n":1.0}',
          attributes: {
            ApproximateReceiveCount: '3',
            SentTimestamp: '1',
            SenderId: '000000000000',
            ApproximateFirstReceiveTimestamp: '2',
          },
          messageAttributes: {},
          md5OfBody: createHash('md5').update('{"n":1.0}').digest('hex'),
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:ingest',
          awsRegion: 'us-east-1',
        },
      ],
    });
  });

  test.each<[string, unknown, string[]]>([
    ['nothing', null, []],
    ['an empty object', {}, []],
    ['no failures', { batchItemFailures: [] }, []],
    ['failures null', { batchItemFailures: null }, []],
    ['one failure', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['two failures', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'a' }] }, ['a', 'b']],
    ['one failure twice', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }, ['b']],
    ['an unknown id', { batchItemFailures: [{ itemIdentifier: 'x' }] }, ['a', 'b', 'c']],
    [
      'a known and an unknown id',
      { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'x' }] },
      ['a', 'b', 'c'],
    ],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b', 'c']],
    ['a null id', { batchItemFailures: [{ itemIdentifier: null }] }, ['a', 'b', 'c']],
    ['a failure of another shape', { batchItemFailures: [{ id: 'a' }] }, ['a', 'b', 'c']],
    ['failures as texts', { batchItemFailures: ['a'] }, ['a', 'b', 'c']],
    ['failures that are no list', { batchItemFailures: { itemIdentifier: 'a' } }, ['a', 'b', 'c']],
    ['a text', 'done', ['a', 'b', 'c']],
    ['a list', [], ['a', 'b', 'c']],
  ])('answered with %s comes again as it says', (_, answer, expected) => {
    expect([...returnedMessages(batch, answer)].sort()).toEqual(expected);
  });
});
