import {
  type BatchExecuteStatementInput,
  type BatchExecuteStatementOutput,
  type BatchGetItemInput,
  type BatchGetItemOutput,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbLedger } from '../../../lib/adapters/dynamodb/ledger.ts';
import type { EventLedger } from '../../../lib/core/ports/index.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { anEntry, keyOf, manyEntries } from '../../fixtures/usage.ts';
import { emulator } from './emulator.ts';
import { interfere, loseAnswers } from './faults.ts';

const kept = { outcome: 'kept' };

describe('the ledger in a DynamoDB that falters', () => {
  const { client, newClient, freshTable } = emulator();

  /** A ledger over a client to tamper with, and a sound one over the same table. */
  const twoLedgers = async (): Promise<{
    faulty: DynamoDBClient;
    ledger: EventLedger;
    sound: EventLedger;
  }> => {
    const [faulty, table] = [newClient(), await freshTable('LEDGER_TABLE')];
    return { faulty, ledger: dynamoDbLedger(faulty, table), sound: dynamoDbLedger(client(), table) };
  };

  /** Answers `code` for the statements that `chosen` picks, and carries out the others. */
  const turnAway = (
    faulty: DynamoDBClient,
    code: string,
    chosen: (position: number, call: number) => boolean,
  ): { calls(): number } => {
    let calls = 0;
    interfere<BatchExecuteStatementInput, BatchExecuteStatementOutput>(
      faulty,
      'BatchExecuteStatementCommand',
      async ({ Statements = [] }, send) => {
        const call = calls++;
        const sent = Statements.filter((_, i) => !chosen(i, call));
        const answers = sent.length > 0 ? ((await send({ Statements: sent })).Responses ?? []) : [];
        const rest = answers[Symbol.iterator]();
        return {
          Responses: Statements.map((_, i) =>
            chosen(i, call)
              ? { Error: { Code: code as 'ThrottlingError', Message: 'not now' } }
              : rest.next().value,
          ) as NonNullable<BatchExecuteStatementOutput['Responses']>,
        };
      },
    );
    return { calls: () => calls };
  };

  it.each([
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'RequestLimitExceeded',
    'InternalServerError',
    'TransactionConflict',
  ])('tries again the statements answered by %s, and only those', async (code) => {
    const { faulty, ledger, sound } = await twoLedgers();
    const { calls } = turnAway(faulty, code, (i, call) => call === 0 && i % 2 === 1);
    const entries = manyEntries(25);
    await sound.record(entries.slice(10, 15));
    const answers = await ledger.record(entries);
    expect(answers).toEqual(
      entries.map((entry, i) => (i >= 10 && i < 15 ? { outcome: 'taken', entry } : kept)),
    );
    expect(calls()).toBe(2);
    expect(await sound.record(entries)).toEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
  });

  it('gives up on what stays throttled, with the cause, and keeps the rest', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    const { calls } = turnAway(faulty, 'ThrottlingError', (i, call) => (call === 0 ? i === 3 : true));
    const entries = manyEntries(5);
    const answers = await ledger.record(entries);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept', 'failed', 'kept']);
    expect(answers[3]).toMatchObject({ cause: { code: 'ThrottlingError' } });
    expect(calls()).toBe(6);
    expect((await sound.record(entries)).map(({ outcome }) => outcome)).toEqual([
      'taken',
      'taken',
      'taken',
      'kept',
      'taken',
    ]);
  });

  it('does not repeat a statement that no repeat would mend', async () => {
    const { faulty, ledger } = await twoLedgers();
    const { calls } = turnAway(faulty, 'AccessDenied', (i) => i === 0);
    expect((await ledger.record(manyEntries(2))).map(({ outcome }) => outcome)).toEqual(['failed', 'kept']);
    expect(calls()).toBe(1);
  });

  it('fails the entries whose statements stay unanswered', async () => {
    const { faulty, ledger } = await twoLedgers();
    interfere<BatchExecuteStatementInput, BatchExecuteStatementOutput>(
      faulty,
      'BatchExecuteStatementCommand',
      async (input, send) => ({ Responses: ((await send(input)).Responses ?? []).slice(0, 1) }),
    );
    expect((await ledger.record(manyEntries(2))).map(({ outcome }) => outcome)).toEqual(['kept', 'failed']);
  });

  it('fails one batch of many, and keeps the others', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    let call = 0;
    interfere<BatchExecuteStatementInput, BatchExecuteStatementOutput>(
      faulty,
      'BatchExecuteStatementCommand',
      async (input, send) => {
        call += 1;
        if (call === 2) throw new Error('no such service');
        return send(input);
      },
    );
    const entries = manyEntries(75);
    const answers = await ledger.record(entries);
    expect(answers.filter(({ outcome }) => outcome === 'kept')).toHaveLength(50);
    expect(answers.filter(({ outcome }) => outcome === 'failed')).toHaveLength(25);
    const again = await sound.record(entries);
    again.forEach((answer, i) => {
      expect(answer.outcome).toBe(answers[i]?.outcome === 'kept' ? 'taken' : 'kept');
    });
  });

  it('answers kept for what it wrote itself when the answer was lost on the way', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    const { sent } = loseAnswers(faulty, 'BatchExecuteStatementCommand', 2);
    const entries = manyEntries(10);
    await sound.record([entries[4] as (typeof entries)[0]]);
    expect(await ledger.record(entries)).toEqual(
      entries.map((entry, i) => (i === 4 ? { outcome: 'taken', entry } : kept)),
    );
    expect(sent()).toBe(3);
  });

  it('fails what it cannot know to be kept, and a repeat finds it', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    loseAnswers(faulty, 'BatchExecuteStatementCommand', 4);
    const entry = anEntry();
    expect(await ledger.record([entry])).toMatchObject([
      { outcome: 'failed', cause: { name: 'TimeoutError' } },
    ]);
    expect(await sound.record([entry])).toEqual([{ outcome: 'taken', entry }]);
  });

  it('asks again for kept entries that the service held back', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    let calls = 0;
    interfere<BatchGetItemInput, BatchGetItemOutput>(faulty, 'BatchGetItemCommand', async (input, send) => {
      calls += 1;
      const [[table, { Keys = [], ...rest }]] = Object.entries(input.RequestItems ?? {}) as [
        [string, { Keys?: Record<string, never>[] }],
      ];
      const now = Math.ceil(Keys.length / 2);
      const answer = await send({ RequestItems: { [table]: { ...rest, Keys: Keys.slice(0, now) } } });
      const later = Keys.slice(now);
      return { ...answer, UnprocessedKeys: later.length > 0 ? { [table]: { ...rest, Keys: later } } : {} };
    });
    const entries = manyEntries(30);
    await sound.record(entries);
    expect(await ledger.record(entries)).toEqual(entries.map((entry) => ({ outcome: 'taken', entry })));
    expect(calls).toBe(5);
  });

  it('fails the taken entries that it cannot read, and only those', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    interfere<BatchGetItemInput, BatchGetItemOutput>(faulty, 'BatchGetItemCommand', async () => ({
      Responses: {},
      UnprocessedKeys: {},
    }));
    const entries = manyEntries(3);
    await sound.record(entries.slice(0, 1));
    const answers = await ledger.record(entries);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['failed', 'kept', 'kept']);
  });

  it('answers cancelled for what it cancelled itself when the answer was lost on the way', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    loseAnswers(faulty, 'UpdateItemCommand', 2);
    const entry = anEntry();
    await sound.record([entry]);
    const cancelled = { ...entry, cancelledAt: NEW_YEAR };
    expect(await ledger.cancel([keyOf(entry)], NEW_YEAR)).toEqual([
      { outcome: 'cancelled', entry: cancelled },
    ]);
    expect(await ledger.cancel([keyOf(entry)], NEW_YEAR)).toEqual([
      { outcome: 'already-cancelled', entry: cancelled },
    ]);
  });

  it('fails an entry that was damaged, and only that', async () => {
    const [table, entries] = [await freshTable('LEDGER_TABLE'), manyEntries(3)];
    const ledger = dynamoDbLedger(client(), table);
    const damaged = { pk: { S: 'api_calls#t-1' }, sk: { S: 'evt-1' } };
    await client().send(new PutItemCommand({ TableName: table, Item: damaged }));
    const recorded = await ledger.record(entries);
    expect(recorded.map(({ outcome }) => outcome)).toEqual(['kept', 'failed', 'kept']);
    for (const others of ['cancelled', 'already-cancelled']) {
      const answers = await ledger.cancel(entries.map(keyOf), NEW_YEAR);
      expect(answers.map(({ outcome }) => outcome)).toEqual([others, 'failed', others]);
    }
  });

  it('fails a cancel that it cannot know to be done, and a repeat finishes it', async () => {
    const { faulty, ledger, sound } = await twoLedgers();
    let calls = 0;
    interfere(faulty, 'UpdateItemCommand', async (input, send) => {
      calls += 1;
      if (calls === 1) throw new Error('no such service');
      return send(input);
    });
    const entries = manyEntries(3);
    await sound.record(entries);
    const answers = await ledger.cancel(entries.map(keyOf), NEW_YEAR);
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['cancelled', 'cancelled', 'failed']);
    const again = await ledger.cancel(entries.map(keyOf), NEW_YEAR + 1);
    expect(again.filter(({ outcome }) => outcome === 'cancelled')).toHaveLength(1);
  });
});
