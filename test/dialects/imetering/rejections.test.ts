import { describe, expect, it } from 'vitest';
import type { Rejection } from '../../../lib/core/rejection.ts';
import type { SubmittedEvent } from '../../../lib/core/submission.ts';
import {
  dismissRejection,
  listRejections,
  resubmitRejection,
} from '../../../lib/dialects/imetering/rejections.ts';
import { aRejection } from '../../fixtures/rejection.ts';
import { aRequest } from '../../fixtures/request.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { answerOf, askedMetering, problemPaths, questionOf, refusalOf } from './asked-metering.ts';

const params = { rejectionId: 'rejection-1' };

describe('the list of parked events', () => {
  it.each([
    ['', { limit: 10 }],
    [
      'meterId=m&customerId=t&code=value.invalid&limit=100&next_token=abc',
      { meterId: 'm', customerId: 't', code: 'value.invalid', limit: 100, token: 'abc' },
    ],
  ])('is asked for with %j', async (query, question) => {
    expect(await questionOf(listRejections, aRequest({ query }))).toEqual([question]);
  });

  it.each([
    ['limit=101', ['limit']],
    ['meterId=a&meterId=b', ['meterId']],
    ['source=http', ['source']],
  ])('is not asked for with %j', async (query, paths) => {
    expect(await problemPaths(questionOf(listRejections, aRequest({ query })))).toEqual(paths);
  });

  it('shows each event whole, its numbers as they were', async () => {
    const event = '{"id":"evt-1","value":9007199254740993.10,"meterId":"nothing"}';
    const page = { items: [aRejection({ event })], nextToken: 'more' };
    const response = await listRejections.answer(
      askedMetering({ listRejections: page }).metering,
      aRequest(),
    );
    expect(response.body).toContain(`"event":${event}`);
    expect(JSON.parse(response.body)).toEqual({
      data: [
        {
          id: 'rejection-1',
          verb: 'ingest',
          code: 'meter.not-found',
          message: 'meterId: there is no meter "nothing"',
          receivedAt: '2026-01-01T00:00:00.000Z',
          source: 'eventbridge',
          meterId: 'nothing',
          customerId: 't-1',
          entry: { id: 'envelope-1', position: 0 },
          envelopeTime: '2025-12-31T23:59:59.000Z',
          event: JSON.parse(event),
        },
      ],
      next_token: 'more',
    });
  });

  it('shows what is nested too deep as its text', async () => {
    const event = '['.repeat(65) + ']'.repeat(65);
    const { body } = await answerOf(listRejections, { listRejections: { items: [aRejection({ event })] } });
    expect(body).toMatchObject({ data: [{ event }] });
  });
});

describe('a parked event that is submitted again', () => {
  async function resubmitted(rejection: Rejection, body?: unknown): Promise<readonly SubmittedEvent[]> {
    const { metering, asked } = askedMetering({ fetchRejection: rejection, resubmitRejection: [] });
    await resubmitRejection.answer(metering, aRequest({ params, body }));
    expect(asked.map(({ verb }) => verb)).toEqual(['fetchRejection', 'resubmitRejection']);
    expect(asked[0]?.with).toEqual(['rejection-1']);
    expect(asked[1]?.with[0]).toBe(rejection);
    return asked[1]?.with[1] as readonly SubmittedEvent[];
  }
  const kept = aRejection({ entry: { id: 'envelope', position: 2 }, envelopeTime: NEW_YEAR });

  it('is what it was, in the place and at the time of its first arrival', async () => {
    const [event, ...others] = await resubmitted(kept);
    expect(others).toEqual([]);
    expect(event?.draft).toMatchObject({ id: 'evt-1', meterId: 'nothing', customerId: 't-1', value: 1.5 });
    expect(event).toMatchObject({ entry: { id: 'envelope', position: 2 }, envelopeTime: NEW_YEAR });
  });

  it.each(['"hello"', '7', 'null', '[]', '{"events":[]}', '{"events":"x"}'])(
    'as it was is refused by its verdict where it is no event: %s',
    async (event) => {
      expect(await resubmitted({ ...kept, event })).toEqual([
        {
          draft: { refused: { code: 'request.malformed', message: expect.stringContaining('detail') } },
          original: expect.any(Function),
          entry: { id: 'envelope', position: 2 },
          envelopeTime: NEW_YEAR,
        },
      ]);
    },
  );

  it('is the corrected one where there is one', async () => {
    const corrected = { meterId: 'api_calls', customerId: 't-1', value: '2' };
    const [event, ...others] = await resubmitted(kept, corrected);
    expect(others).toEqual([]);
    expect(event?.draft).toMatchObject(corrected);
    expect(event).toMatchObject({ entry: { id: 'envelope', position: 2 }, envelopeTime: NEW_YEAR });
  });

  it('may become several, which take nobody else their place', async () => {
    const events = await resubmitted(kept, { events: [{ value: 1 }, { value: 2 }, { value: 3 }] });
    expect(events.map(({ entry }) => entry)).toEqual([
      { id: 'envelope', position: 2 },
      { id: 'envelope#2', position: 1 },
      { id: 'envelope#2', position: 2 },
    ]);
  });

  it('has no place where it had none', async () => {
    const { entry: _, envelopeTime: __, ...placeless } = kept;
    const [event] = await resubmitted(placeless);
    expect(event).not.toHaveProperty('entry');
    expect(event).not.toHaveProperty('envelopeTime');
  });

  it.each(['null', '[]', '"x"', '{"events":{}}', '{'])(
    'is refused where the corrected one is %s',
    async (body) => {
      const { metering, asked } = askedMetering({ fetchRejection: kept, resubmitRejection: [] });
      await refusalOf(resubmitRejection.answer(metering, aRequest({ params, body })), 'request.malformed');
      expect(asked.some(({ verb }) => verb === 'resubmitRejection')).toBe(false);
    },
  );

  it('answers as POST /usage does', async () => {
    const verdicts = [{ status: 'accepted', id: 'a' }] as const;
    const answers = { fetchRejection: kept, resubmitRejection: [...verdicts] };
    expect((await answerOf(resubmitRejection, answers, { params })).body).toEqual({
      data: verdicts,
      summary: { accepted: 1, duplicate: 0, conflict: 0, rejected: 0 },
    });
  });
});

describe('a parked tenant event that is submitted again', () => {
  const kept = aRejection({ verb: 'onboard', event: '{"tenantRegistrationId":"m"}' });

  it('is done, and dropped', async () => {
    const { metering, asked } = askedMetering({ fetchRejection: kept });
    const body = { tenantId: 't-9' };
    const response = await resubmitRejection.answer(metering, aRequest({ params, body }));
    expect(JSON.parse(response.body)).toMatchObject({ data: [{ status: 'accepted', id: 'rejection-1' }] });
    expect(asked).toEqual([
      { verb: 'fetchRejection', with: ['rejection-1'] },
      { verb: 'onboardCustomer', with: [{ id: 't-9', traits: {} }] },
      { verb: 'dismissRejection', with: ['rejection-1'] },
    ]);
  });

  it('stays where it still cannot be done', async () => {
    const { metering, asked } = askedMetering({ fetchRejection: kept });
    const response = await resubmitRejection.answer(metering, aRequest({ params }));
    expect(JSON.parse(response.body)).toMatchObject({
      data: [{ status: 'rejected', code: 'customer.missing' }],
      summary: { accepted: 0, rejected: 1 },
    });
    expect(asked).toHaveLength(1);
  });
});

describe('a parked event that is dropped', () => {
  it('is gone, with no words', async () => {
    expect(await questionOf(dismissRejection, aRequest({ params }))).toEqual(['rejection-1']);
    expect(await answerOf(dismissRejection, {}, { params })).toEqual({
      status: 204,
      headers: {},
      body: undefined,
    });
  });
});
