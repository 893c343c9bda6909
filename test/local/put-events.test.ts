import { describe, expect, test } from 'vitest';
import { eventEnvelope } from '../../lib/local/event-envelope.ts';
import { RequestRefused, readPutEvents } from '../../lib/local/put-events.ts';

const MEGABYTE = 1024 * 1024;
const entry = (parts: Record<string, unknown> = {}) => ({
  Source: 'shop',
  DetailType: 'ingestUsage',
  Detail: '{}',
  ...parts,
});
const read = (...entries: unknown[]) => readPutEvents(JSON.stringify({ Entries: entries }));

describe('a PutEvents request', () => {
  test('gives its entries', () => {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    expect(
      read(entry({ Time: time / 1000, Resources: ['arn:a'], EventBusName: 'any', TraceHeader: 'x' })),
    ).toEqual([{ source: 'shop', detailType: 'ingestUsage', detail: '{}', time, resources: ['arn:a'] }]);
    expect(read(entry({ Time: null, Resources: null }))).toEqual([
      { source: 'shop', detailType: 'ingestUsage', detail: '{}', resources: [] },
    ]);
  });

  test.each([
    ['Source', {}],
    ['Source', { Source: '' }],
    ['DetailType', { Source: 'shop' }],
    ['DetailType', { Source: 'shop', DetailType: null }],
    ['Detail', { Source: 'shop', DetailType: 'x' }],
  ])('refuses an entry without %s and takes its neighbours', (parameter, fields) => {
    const [first, second, third] = read(entry(), fields, entry());
    expect(second).toEqual({
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
    });
    expect([first, third]).toEqual([expect.not.objectContaining({ ErrorCode: expect.anything() }), first]);
  });

  test.each(['x', '[]', 'null', '"{}"', '1', '{"a":1', '{} {}', '{"a":NaN}'])(
    'refuses an entry whose detail is %s',
    (Detail) => {
      expect(read(entry({ Detail }))).toEqual([
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      ]);
    },
  );

  test('refuses an entry that claims to come from AWS', () => {
    expect(read(entry({ Source: 'aws.s3' }))).toEqual([
      { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
    ]);
  });

  test.each<[string, string, string]>([
    ['that is no JSON', 'x', 'SerializationException'],
    ['that is no object', '[]', 'SerializationException'],
    ['without entries', '{}', 'ValidationException'],
    ['with entries null', '{"Entries":null}', 'ValidationException'],
    ['with entries that are no list', '{"Entries":{}}', 'SerializationException'],
    ['with no entry', '{"Entries":[]}', 'ValidationException'],
    ['with 11 entries', JSON.stringify({ Entries: Array(11).fill(entry()) }), 'ValidationException'],
    ['with an entry that is no object', '{"Entries":["x"]}', 'SerializationException'],
    ['with a detail that is an object', '{"Entries":[{"Detail":{}}]}', 'SerializationException'],
    ['with a time as text', '{"Entries":[{"Time":"2026-01-01"}]}', 'SerializationException'],
    ['with a time out of all calendars', '{"Entries":[{"Time":1e13}]}', 'SerializationException'],
    ['with resources that are no texts', '{"Entries":[{"Resources":[1]}]}', 'SerializationException'],
  ])('%s is refused whole', (_, body, type) => {
    expect(() => readPutEvents(body)).toThrow(RequestRefused);
    expect(() => readPutEvents(body)).toThrow(expect.objectContaining({ type }));
  });

  test('takes 10 entries', () => {
    expect(read(...Array(10).fill(entry()))).toHaveLength(10);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['source, detail-type and detail', {}, 'shop'.length + 'ingestUsage'.length],
    ['the time as 14 bytes', { Time: 1 }, 'shop'.length + 'ingestUsage'.length + 14],
    ['resources', { Resources: ['ab', 'c'] }, 'shop'.length + 'ingestUsage'.length + 3],
    ['bytes rather than characters', { Source: '☂' }, 3 + 'ingestUsage'.length],
  ])('counts %s towards its megabyte', (_, parts, others) => {
    const detail = (size: number) => `{"x":"${'x'.repeat(size - 8)}"}`;
    expect(read(entry({ ...parts, Detail: detail(MEGABYTE - others) }))).toHaveLength(1);
    expect(() => read(entry({ ...parts, Detail: detail(MEGABYTE - others + 1) }))).toThrow(/over the limit/);
  });

  test('counts all entries together', () => {
    const half = entry({ Detail: `{"x":"${'x'.repeat(MEGABYTE / 2)}"}` });
    expect(() => read(half, half)).toThrow(/over the limit/);
  });
});

describe('an event envelope', () => {
  const fields = { source: 'sh"op', detailType: 'ingest\nUsage', resources: ['arn:a'] };

  test('holds the detail letter for letter', () => {
    const detail = '{ "value": 9007199254740993.10, "value2":1e400,\n"text":"\\u0041" }';
    const text = eventEnvelope({ ...fields, detail }, 'id-1', 0);
    expect(text.endsWith(`"detail":${detail}}`)).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ source: 'sh"op', 'detail-type': 'ingest\nUsage' });
  });

  test('has the fields of the service, its time in whole seconds', () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    expect(JSON.parse(eventEnvelope({ ...fields, detail: '{"a":1}', time: at }, 'id-1', 0))).toEqual({
      version: '0',
      id: 'id-1',
      'detail-type': 'ingest\nUsage',
      source: 'sh"op',
      account: '000000000000',
      time: '2026-01-02T03:04:05Z',
      region: 'us-east-1',
      resources: ['arn:a'],
      detail: { a: 1 },
    });
  });

  test('has the time of its arrival when its sender gave none', () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    expect(JSON.parse(eventEnvelope({ ...fields, detail: '{}' }, 'id-1', at))).toMatchObject({
      time: '2026-01-02T03:04:05Z',
    });
  });
});
