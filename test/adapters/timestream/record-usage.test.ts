import {
  RejectedRecordsException,
  ThrottlingException,
  type TimestreamWriteClient,
  type WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import { describe, expect, it } from 'vitest';
import { recordUsage } from '../../../lib/adapters/timestream/record-usage.ts';
import { anEntry, manyEntries } from '../../fixtures/usage.ts';

const table = { database: 'meterhouse', table: 'usage' };
type Request = WriteRecordsCommand['input'];

/** A client whose every request `answer` sees; what it throws is the service's fault. */
function clientThat(answer: (request: Request, call: number) => void | Promise<void>): TimestreamWriteClient {
  let calls = 0;
  const send = async ({ input }: WriteRecordsCommand): Promise<object> => {
    await answer(input, calls++);
    return {};
  };
  return { send } as unknown as TimestreamWriteClient;
}
const rejection = (RejectedRecords: object[]): RejectedRecordsException =>
  new RejectedRecordsException({ $metadata: {}, message: 'rejected', Message: 'rejected', RejectedRecords });
const indices = (answers: readonly unknown[]): number[] =>
  answers.flatMap((answer, i) => (answer === undefined ? [] : [i]));

describe('recordUsage', () => {
  it('answers nothing for what is stored', async () => {
    expect(
      await recordUsage(
        clientThat(() => {}),
        table,
        manyEntries(3),
      ),
    ).toEqual([undefined, undefined, undefined]);
    expect(
      await recordUsage(
        clientThat(() => expect.fail('a call')),
        table,
        [],
      ),
    ).toEqual([]);
  });

  it('answers a rejection for the entry that it names, wherever the request put it', async () => {
    const entries = ['t-2', 't-1', 't-3'].map((customerId) => anEntry({ customerId }));
    const client = clientThat(() => {
      throw rejection([{ RecordIndex: 0, Reason: 'out of range' }]);
    });
    const answers = await recordUsage(client, table, entries);
    expect(indices(answers)).toEqual([1]);
    expect(answers[1]?.message).toContain('out of range');
    expect(answers[1]?.cause).toBeInstanceOf(RejectedRecordsException);
  });

  it('takes a later state that is already there for success', async () => {
    const client = clientThat(() => {
      throw rejection([{ RecordIndex: 0, Reason: 'version', ExistingVersion: 2 }]);
    });
    expect(await recordUsage(client, table, manyEntries(2))).toEqual([undefined, undefined]);
  });

  it('takes another content of the same state for a failure', async () => {
    const client = clientThat(() => {
      throw rejection([{ RecordIndex: 1, Reason: 'version', ExistingVersion: 1 }]);
    });
    expect(indices(await recordUsage(client, table, manyEntries(2)))).toEqual([1]);
  });

  it.each([
    ['names no record', [{ Reason: 'unknown' }]],
    ['names a record that was not sent', [{ RecordIndex: 7 }]],
    ['lists nothing', []],
  ])('takes the whole call for failed where a rejection %s', async (_, rejected) => {
    const client = clientThat(() => {
      throw rejection(rejected);
    });
    expect(indices(await recordUsage(client, table, manyEntries(2)))).toEqual([0, 1]);
  });

  it('fails the entries of the call that failed, and no other', async () => {
    const client = clientThat((_, call) => {
      if (call === 1)
        throw new ThrottlingException({ $metadata: {}, message: 'slow down', Message: 'slow down' });
    });
    const answers = await recordUsage(client, table, manyEntries(250));
    expect(indices(answers)).toHaveLength(100);
    expect(answers.find((answer) => answer !== undefined)).toBeInstanceOf(ThrottlingException);
  });

  it('fails an event of several records where one of them failed', async () => {
    const wide = anEntry({ id: 'wide', dimensions: { d: 'ü'.repeat(1000) } });
    const client = clientThat(({ Records = [] }) => {
      throw rejection([{ RecordIndex: Records.length - 1, Reason: 'no' }]);
    });
    expect(indices(await recordUsage(client, table, [wide]))).toEqual([0]);
  });

  it('fails an event that is too large for itself alone', async () => {
    const sent: number[] = [];
    const client = clientThat(({ Records = [] }) => void sent.push(Records.length));
    const tooLarge = anEntry({ id: 'large', dimensions: { d: 'x'.repeat(40_000) } });
    expect(indices(await recordUsage(client, table, [anEntry(), tooLarge]))).toEqual([1]);
    expect(sent).toEqual([1]);
  });

  it('has a bounded number of calls in flight', async () => {
    let now = 0;
    let most = 0;
    const client = clientThat(async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    });
    await recordUsage(client, table, manyEntries(3000));
    expect(most).toBe(8);
  });
});
