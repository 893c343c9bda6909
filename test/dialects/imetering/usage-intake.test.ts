import { describe, expect, it } from 'vitest';
import { Numeral } from '../../../lib/core/decimal.ts';
import type { Submission, Verdict } from '../../../lib/core/submission.ts';
import { ingestDeliveries, MAX_EVENTS, postUsage } from '../../../lib/dialects/imetering/usage-intake.ts';
import type { Delivery } from '../../../lib/http/delivery.ts';
import { aRequest } from '../../fixtures/request.ts';
import { NEW_YEAR } from '../../fixtures/time.ts';
import { answerOf, askedMetering, questionOf, refusalOf } from './asked-metering.ts';

const event = (id: string) => ({ id, meterId: 'api_calls', customerId: 't-1', value: '1' });

/** What POST /usage hands to metering. */
async function submissionOf(body: unknown, headers: Record<string, string> = {}): Promise<Submission> {
  const [submission] = await questionOf(postUsage, aRequest({ body, headers }));
  return submission as Submission;
}
const draftsOf = async (body: unknown, headers?: Record<string, string>) =>
  (await submissionOf(body, headers)).events.map(({ draft }) => draft);

describe('the body of POST /usage', () => {
  it.each([
    ['one event', event('a'), ['a']],
    ['events under their name', { events: [event('a'), event('b')] }, ['a', 'b']],
    ['a bare list', [event('a'), event('b')], ['a', 'b']],
    ['events of the wrong content, each for its own verdict', [{}, { id: 'b', what: 1 }], [undefined, 'b']],
  ])('may be %s', async (_, body, ids) => {
    const { events, source, park } = await submissionOf(body);
    expect(events.map(({ draft }) => draft.id)).toEqual(ids);
    expect({ source, park }).toEqual({ source: 'http', park: false });
  });

  it.each([
    ['nothing', '', ''],
    ['no JSON', '{', ''],
    ['null', 'null', ''],
    ['a text', '"evt"', ''],
    ['a number', '7', ''],
    ['a long number', '12345678901234567890', ''],
    ['an empty list', [], ''],
    ['no events', { events: [] }, 'events'],
    ['events that are no list', { events: event('a') }, 'events'],
    ['events that are null', { events: null }, 'events'],
    ['a list with a text', [event('a'), 'b'], '1'],
    ['a list with a list', [[event('a')]], '0'],
    ['events with null', { events: [event('a'), event('b'), null] }, 'events.2'],
    ['events with a long number', '{"events":[12345678901234567890]}', 'events.0'],
  ])('may not be %s', async (_, body, path) => {
    const { problems } = await refusalOf(submissionOf(body), 'request.malformed');
    expect(problems).toEqual([
      expect.objectContaining({ path, message: expect.stringMatching(/^expected/) }),
    ]);
  });

  it.each([
    ['under their name', (events: unknown[]) => ({ events })],
    ['as a bare list', (events: unknown[]) => events],
  ])('has up to 1,000 events, %s', async (_, form) => {
    const events = (count: number) => form(Array.from({ length: count }, (__, i) => event(`e${i}`)));
    expect((await submissionOf(events(MAX_EVENTS))).events).toHaveLength(1000);
    const { problems } = await refusalOf(submissionOf(events(MAX_EVENTS + 1)), 'request.malformed');
    expect(problems[0]).toMatchObject({ message: 'expected 1 to 1000 events', value: 1001 });
  });

  it('loses no digit, and is kept as it was for whoever parks it', async () => {
    const text = '{"id":"a","meterId":"api_calls","customerId":"t-1","value":9007199254740993.10}';
    const { events } = await submissionOf(text);
    expect(events[0]?.draft.value).toEqual(new Numeral('9007199254740993.10'));
    expect(events[0]?.original()).toBe(text);
  });

  it('names no place, because nobody delivers it twice', async () => {
    const { events } = await submissionOf([event('a'), event('b')]);
    for (const submitted of events) {
      expect(submitted).not.toHaveProperty('entry');
      expect(submitted).not.toHaveProperty('envelopeTime');
    }
  });
});

describe('CloudEvents over HTTP', () => {
  const structured = {
    specversion: '1.0',
    id: 'e-1',
    source: '/a',
    type: 'api_calls',
    subject: 't-1',
    time: '2026-01-01T00:00:00Z',
    data: { value: 5, region: 'eu' },
  };
  const draft = {
    id: '2:/ae-1',
    meterId: 'api_calls',
    customerId: 't-1',
    value: 5,
    time: '2026-01-01T00:00:00Z',
    dimensions: { region: 'eu' },
  };
  const attributes = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': 'e-1',
    'ce-source': '/a',
    'ce-type': 'api_calls',
    'ce-subject': 't-1',
    'ce-time': '2026-01-01T00:00:00Z',
  };

  it.each(['application/cloudevents+json; charset=utf-8', 'application/json', undefined])(
    'may be structured, as %s',
    async (type) => {
      expect(await draftsOf(structured, type ? { 'content-type': type } : {})).toEqual([draft]);
    },
  );

  it('may be a batch', async () => {
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    expect(await draftsOf([structured, { ...structured, id: 'e-2' }], headers)).toEqual([
      draft,
      { ...draft, id: '2:/ae-2' },
    ]);
  });

  it('may be binary, with attributes in headers', async () => {
    expect(await draftsOf(structured.data, attributes)).toEqual([draft]);
    expect(await draftsOf('', attributes)).toEqual([{ ...draft, value: undefined, dimensions: {} }]);
  });

  it('may be percent-encoded in headers, or not at all', async () => {
    const odd = { ...attributes, 'ce-source': '/%C3%BC', 'ce-subject': '100%' };
    expect(await draftsOf({ value: 5 }, odd)).toMatchObject([{ id: '2:/üe-1', customerId: '100%' }]);
  });

  it('are whole in the body where it says so, whatever the headers repeat', async () => {
    const headers = { ...attributes, 'content-type': 'application/cloudevents+json', 'ce-id': 'other' };
    expect(await draftsOf(structured, headers)).toEqual([draft]);
  });

  it.each([
    [{ 'ce-specversion': '0.3' }, { value: 5 }, 'request.malformed'],
    [{ 'ce-id': '' }, { value: 5 }, 'id.invalid'],
    [{}, [1], 'request.malformed'],
    [{}, '"text"', 'request.malformed'],
  ])('in binary mode have a verdict with %j and %j', async (parts, body, code) => {
    expect(await draftsOf(body, { ...attributes, ...parts })).toMatchObject([{ refused: { code } }]);
  });
});

describe('the answer of POST /usage', () => {
  const verdicts: Verdict[] = [
    { status: 'accepted', id: 'a' },
    { status: 'duplicate', id: 'a' },
    { status: 'conflict', id: 'b', code: 'event.conflict', message: 'other content' },
    { status: 'rejected', code: 'value.invalid', message: 'value: no' },
    { status: 'accepted', id: 'c' },
  ];

  it('is the verdicts in order, and their sum', async () => {
    expect(await answerOf(postUsage, { ingestUsage: verdicts }, { body: event('a') })).toMatchObject({
      status: 200,
      body: { data: verdicts, summary: { accepted: 2, duplicate: 1, conflict: 1, rejected: 1 } },
    });
  });

  it('is that all may be sent again where one event failed', async () => {
    const cause = new Error('a secret of the store');
    const answer = answerOf(
      postUsage,
      { ingestUsage: [...verdicts, { status: 'failed', cause }] },
      { body: event('a') },
    );
    await expect(answer).rejects.toMatchObject({ code: 'store.unavailable', cause });
  });
});

describe('deliveries of INGEST_USAGE', () => {
  const delivery = (parts: Partial<Delivery> = {}): Delivery => ({
    id: 'envelope',
    time: NEW_YEAR,
    detail: event('a'),
    ...parts,
  });
  async function ingested(deliveries: readonly Delivery[], verdicts: readonly Verdict[] = []) {
    const { metering, asked } = askedMetering({ ingestUsage: [...verdicts] });
    const faults = await ingestDeliveries(metering, deliveries);
    return { submission: asked[0]?.with[0] as Submission, faults, calls: asked.length };
  }

  it('go to metering in one call, each event with its place and the time of its envelope', async () => {
    const list = { events: [event('b'), event('c')] };
    const { submission, faults, calls } = await ingested([
      delivery(),
      delivery({ id: 'second', detail: list, time: NEW_YEAR + 1 }),
      delivery({ id: 'third', detail: [event('d')] }),
    ]);
    expect(calls).toBe(1);
    expect(submission).toMatchObject({ source: 'eventbridge', park: true });
    expect(
      submission.events.map(({ draft, entry, envelopeTime }) => [draft.id, entry, envelopeTime]),
    ).toEqual([
      ['a', { id: 'envelope', position: 0 }, NEW_YEAR],
      ['b', { id: 'second', position: 0 }, NEW_YEAR + 1],
      ['c', { id: 'second', position: 1 }, NEW_YEAR + 1],
      ['d', { id: 'third', position: 0 }, NEW_YEAR],
    ]);
    expect(faults).toEqual([undefined, undefined, undefined]);
  });

  it('may have more than 1,000 events, since nobody can refuse them', async () => {
    const events = Array.from({ length: 1500 }, (_, i) => event(`e${i}`));
    expect((await ingested([delivery({ detail: { events } })])).submission.events).toHaveLength(1500);
  });

  it('without a time have none', async () => {
    const { time: _, ...timeless } = delivery();
    const { submission } = await ingested([timeless, { ...timeless, detail: 'x' }]);
    for (const submitted of submission.events) expect(submitted).not.toHaveProperty('envelopeTime');
  });

  it.each([
    ['a text', 'hello', '"hello"'],
    ['null', null, 'null'],
    ['a number', 7, '7'],
    ['an empty list', [], '[]'],
    ['no events', { events: [] }, '{"events":[]}'],
    ['events that are no list', { events: 'x', id: 'a' }, '{"events":"x","id":"a"}'],
  ])('of %s are refused whole, to be parked as they are', async (_, detail, text) => {
    const { submission } = await ingested([delivery({ detail })]);
    expect(submission.events).toEqual([
      {
        draft: { refused: { code: 'request.malformed', message: expect.stringContaining('detail') } },
        original: expect.any(Function),
        entry: { id: 'envelope', position: 0 },
        envelopeTime: NEW_YEAR,
      },
    ]);
    expect(submission.events[0]?.original()).toBe(text);
  });

  it('that are no events at all are refused with the reason', async () => {
    const { submission } = await ingested([delivery({ detail: '{"id"', malformed: 'no JSON' })]);
    expect(submission.events[0]?.draft).toEqual({
      refused: { code: 'request.malformed', message: 'no JSON' },
    });
    expect(submission.events[0]?.original()).toBe(JSON.stringify('{"id"'));
  });

  it('are refused event by event', async () => {
    const detail = { events: [event('a'), 'text', [event('b')], null, event('c')] };
    const { submission } = await ingested([delivery({ detail })]);
    expect(submission.events.map(({ draft }) => draft.refused?.message ?? draft.id)).toEqual([
      'a',
      'events.1: expected an object',
      'events.2: expected an object',
      'events.3: expected an object',
      'c',
    ]);
    expect(submission.events[2]).toMatchObject({ entry: { id: 'envelope', position: 2 } });
    expect(submission.events[2]?.original()).toBe(JSON.stringify([event('b')]));
  });

  it('come again where one of their events failed, and the others do not', async () => {
    const cause = new Error('no answer');
    const { faults } = await ingested(
      [
        delivery({ id: 'one', detail: { events: [event('a'), event('b')] } }),
        delivery({ id: 'two' }),
        delivery({ id: 'three' }),
      ],
      [
        { status: 'accepted', id: 'a' },
        { status: 'failed', cause },
        { status: 'rejected', code: 'value.invalid', message: 'no' },
        { status: 'failed', cause },
      ],
    );
    expect(faults).toEqual([cause, undefined, cause]);
  });
});
