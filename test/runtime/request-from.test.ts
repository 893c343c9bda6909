import { describe, expect, it } from 'vitest';
import { jsonBody } from '../../lib/http/request.ts';
import { requestFrom } from '../../lib/runtime/request-from.ts';
import { httpEvent } from './function-doubles.ts';

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

describe('a request made of an event of the HTTP API', () => {
  it('has its method, path, parts and headers', () => {
    const request = requestFrom(
      httpEvent({
        method: 'PUT',
        rawPath: '/meters/a%20b',
        pathParameters: { meterId: 'a b', nothing: undefined },
        headers: { 'X-Api-Key': 'k', accept: 'a,b', empty: undefined },
        cookies: ['a=1', 'b=2'],
      }),
    );
    expect(request).toMatchObject({
      method: 'PUT',
      path: '/meters/a%20b',
      params: { meterId: 'a b', nothing: '' },
      headers: { 'x-api-key': 'k', accept: 'a,b', empty: '' },
    });
    expect(request).not.toHaveProperty('identity');
    expect(requestFrom(httpEvent()).params).toEqual({});
  });

  it('reads the query itself, so that repeated parameters stay apart', () => {
    const { query } = requestFrom(
      httpEvent({
        rawQueryString: 'customerId=a%2Cb&customerId=c&x=1+1&y=%C3%BC&z',
        queryStringParameters: { customerId: 'a,b,c' },
      }),
    );
    expect([...query]).toEqual([
      ['customerId', 'a,b'],
      ['customerId', 'c'],
      ['x', '1 1'],
      ['y', 'ü'],
      ['z', ''],
    ]);
  });

  it.each([
    [undefined, false, ''],
    ['', false, ''],
    ['{"a":"ü"}', false, '{"a":"ü"}'],
    [Buffer.from('{"a":"ü"}').toString('base64'), true, '{"a":"ü"}'],
    [undefined, true, ''],
  ])('has the body %j (base64: %s)', (body, isBase64Encoded, text) => {
    const request = requestFrom(httpEvent({ ...(body === undefined ? {} : { body }), isBase64Encoded }));
    expect(textOf(request.body)).toBe(text);
    expect(jsonBody(request)).toEqual(text === '' ? undefined : JSON.parse(text));
  });

  it('keeps bytes that are no text as they are', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    const { body } = requestFrom(httpEvent({ body: bytes.toString('base64'), isBase64Encoded: true }));
    expect([...body]).toEqual([...bytes]);
  });
});

describe('who calls', () => {
  it.each([
    [{ lambda: { role: 'admin', id: 'key-1' } }, { id: 'key-1', role: 'admin' }],
    [{ jwt: { claims: { sub: 'user-1' }, scopes: [] } }, { id: 'user-1', role: 'admin' }],
    [{ jwt: { claims: {} } }, { id: 'jwt', role: 'admin' }],
  ])('is somebody for whom %j vouches', (authorizer, identity) => {
    expect(requestFrom(httpEvent({ authorizer })).identity).toEqual(identity);
  });

  it.each([
    undefined,
    {},
    { lambda: null },
    { lambda: {} },
    { lambda: { role: 'none' } },
    { lambda: { role: 'ADMIN' } },
    { lambda: { role: ['admin'] } },
    { lambda: { id: 'admin' } },
    { jwt: {} },
    { iam: { userArn: 'x' } },
  ])('is nobody for %j', (authorizer) => {
    expect(requestFrom(httpEvent({ authorizer }))).not.toHaveProperty('identity');
  });

  it('is nobody by what the request itself claims', () => {
    const headers = { authorization: 'Bearer admin', 'x-role': 'admin', role: 'admin' };
    expect(requestFrom(httpEvent({ headers, rawQueryString: 'role=admin' }))).not.toHaveProperty('identity');
  });
});
