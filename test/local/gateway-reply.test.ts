import { describe, expect, test } from 'vitest';
import { replyOf } from '../../lib/local/gateway-reply.ts';

const json = { 'content-type': 'application/json' };
const text = { 'content-type': 'text/plain; charset=utf-8' };

describe('a result of a function', () => {
  test.each<[string, unknown, unknown]>([
    ['an object', { a: 1 }, { statusCode: 200, headers: json, body: '{"a":1}' }],
    ['a list', [1], { statusCode: 200, headers: json, body: '[1]' }],
    ['a text', 'hello', { statusCode: 200, headers: json, body: 'hello' }],
    ['nothing', null, { statusCode: 200, headers: json, body: 'null' }],
    ['a bare status', { statusCode: 204 }, { statusCode: 204, headers: text, body: '' }],
    ['a status as text', { statusCode: '201' }, { statusCode: 201, headers: text, body: '' }],
    [
      'a response',
      { statusCode: 409, headers: { 'Content-Type': 'application/json', 'Retry-After': 5 }, body: '{}' },
      { statusCode: 409, headers: { ...json, 'retry-after': '5' }, body: '{}' },
    ],
    [
      'cookies',
      { statusCode: 200, cookies: ['a=1', 'b=2'], body: 'x' },
      { statusCode: 200, headers: { ...text, 'set-cookie': ['a=1', 'b=2'] }, body: 'x' },
    ],
    [
      'bytes',
      { statusCode: 200, body: '/wD+', isBase64Encoded: true },
      { statusCode: 200, headers: text, body: Buffer.from([0xff, 0x00, 0xfe]) },
    ],
    [
      'a body that is JSON',
      { statusCode: 200, body: { a: 1 } },
      { statusCode: 200, headers: text, body: '{"a":1}' },
    ],
    [
      'headers of the connection',
      {
        statusCode: 200,
        headers: { Connection: 'close', 'Content-Length': '99', 'Transfer-Encoding': 'chunked' },
      },
      { statusCode: 200, headers: text, body: '' },
    ],
  ])('that is %s becomes a reply', (_, result, reply) => {
    expect(replyOf(result)).toEqual(reply);
  });

  test.each<[string, unknown]>([
    ['a status that is no number', { statusCode: 'ok' }],
    ['a status below 200', { statusCode: 101 }],
    ['a status above 599', { statusCode: 600 }],
    ['half a status', { statusCode: 200.5 }],
    ['headers that are no object', { statusCode: 200, headers: ['x'] }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
    ['isBase64Encoded as text', { statusCode: 200, isBase64Encoded: 'true' }],
  ])('with %s is malformed', (_, result) => {
    expect(replyOf(result)).toBeUndefined();
  });
});
