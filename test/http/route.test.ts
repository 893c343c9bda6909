import { describe, expect, it } from 'vitest';
import type { Metering } from '../../lib/core/metering.ts';
import { jsonBody, MAX_BODY, param } from '../../lib/http/request.ts';
import { json, noContent } from '../../lib/http/response.ts';
import { route } from '../../lib/http/route.ts';
import { anonymous, aRequest } from '../fixtures/request.ts';

const metering = {} as Metering;

describe('a route', () => {
  it('decodes, runs, and encodes with the question at hand', async () => {
    const doubled = route({
      on: 'GET /double/{number}',
      decode: (request) => Number(param(request, 'number')),
      run: async (seen, number) => {
        expect(seen).toBe(metering);
        return number * 2;
      },
      encode: (answer, question) => json(200, { question, answer }),
    });
    expect(doubled).toMatchObject({ on: 'GET /double/{number}', open: false });
    const response = await doubled.answer(metering, aRequest({ params: { number: '21' } }));
    expect(response).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"question":21,"answer":42}',
    });
  });

  it('refuses who is not known, before it reads anything', async () => {
    const read: string[] = [];
    const closed = route({
      on: 'GET /',
      decode: () => read.push('decoded'),
      run: async () => read.push('run'),
      encode: noContent,
    });
    await expect(closed.answer(metering, anonymous())).rejects.toMatchObject({ code: 'identity.missing' });
    expect(read).toEqual([]);
    expect(await closed.answer(metering, aRequest())).toEqual({ status: 204, headers: {}, body: '' });
    expect(read).toEqual(['decoded', 'run']);
  });

  it('takes anybody where it is open', async () => {
    const open = route({
      on: 'GET /',
      open: true,
      decode: () => 1,
      run: async (_, one) => one,
      encode: (one) => json(200, one),
    });
    expect(open.open).toBe(true);
    expect((await open.answer(metering, anonymous())).body).toBe('1');
  });

  it('passes on what decoding and running throw', async () => {
    const fault = new Error('broken');
    const fails = (decode: () => unknown) =>
      route({ on: 'GET /', decode, run: () => Promise.reject(fault), encode: noContent });
    await expect(fails(() => 1).answer(metering, aRequest())).rejects.toBe(fault);
    const refused = fails(() => jsonBody(aRequest({ body: '{' })));
    await expect(refused.answer(metering, aRequest())).rejects.toMatchObject({ code: 'request.malformed' });
  });
});

describe('the body of a request', () => {
  it('is nothing, or JSON', () => {
    expect(jsonBody(aRequest())).toBeUndefined();
    expect(jsonBody(aRequest({ body: 'null' }))).toBeNull();
    expect(jsonBody(aRequest({ body: '{"a":"ü\u{1F600}"}' }))).toEqual({ a: 'ü\u{1F600}' });
    expect(jsonBody(aRequest({ body: '\ufeff{"a":1}' }))).toEqual({ a: 1 });
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{"a":')],
    ['blanks', new TextEncoder().encode('  ')],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['UTF-8 of half a character', new Uint8Array([0x22, 0xed, 0xa0, 0xbd, 0x22])],
    ['JSON that is too deep', new TextEncoder().encode('['.repeat(65) + ']'.repeat(65))],
  ])('is refused as %s', (_, body) => {
    expect(() => jsonBody(aRequest({ body }))).toThrow(
      expect.objectContaining({
        code: 'request.malformed',
        details: { problems: [{ path: '', message: expect.stringContaining('expected JSON in UTF-8') }] },
      }),
    );
  });

  it('may have 5 MiB, and not one byte more', () => {
    const quoted = (length: number): Uint8Array => new TextEncoder().encode(`"${'x'.repeat(length - 2)}"`);
    expect(jsonBody(aRequest({ body: quoted(MAX_BODY) }))).toHaveLength(MAX_BODY - 2);
    expect(() => jsonBody(aRequest({ body: quoted(MAX_BODY + 1) }))).toThrow(
      expect.objectContaining({ code: 'request.too-large', details: { limit: 5_242_880 } }),
    );
  });

  it('has parts of the path beside it, empty where the route has none of that name', () => {
    expect(param(aRequest({ params: { meterId: 'a b' } }), 'meterId')).toBe('a b');
    expect(param(aRequest(), 'meterId')).toBe('');
  });
});
