import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MAX_BODY } from '../../lib/http/request.ts';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { type HttpServer, type Incoming, startHttpServer } from '../../lib/local/http-server.ts';
import { jsonReply, type Reply } from '../../lib/local/reply.ts';
import { collectLog } from './quiet-log.ts';

const log = collectLog();

async function aServer(
  answer: (incoming: Incoming) => Promise<Reply> = async ({ body }) => jsonReply(200, { size: body.length }),
): Promise<HttpServer> {
  const server = await startHttpServer(0, answer);
  onTestFinished(() => server.stop());
  return server;
}

/** What comes back on a bare connection. */
async function raw(port: number, ...lines: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(lines.join('\r\n'));
  return text(socket);
}

const withHost = (port: number, host: string) =>
  raw(port, 'GET / HTTP/1.1', `Host: ${host}`, 'Connection: close', '', '');

const tooLarge = {
  statusCode: 413,
  code: 'request.too-large',
  message: `the body is larger than ${MAX_BODY} bytes`,
  details: { limit: MAX_BODY },
};

describe('the server', () => {
  test.each(['127.0.0.1', '127.0.0.1:4000', 'localhost:1', 'LOCALHOST', '[::1]:4000'])(
    'answers to the host %s',
    async (host) => {
      const { port } = await aServer();
      expect(await withHost(port, host)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4000',
    '0.0.0.0',
    '127.0.0.1@x',
    '',
  ])('refuses the host "%s", which a page in a browser may have made its own', async (host) => {
    const { port } = await aServer();
    expect(await withHost(port, host)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('takes a body of the largest size', async () => {
    const { url } = await aServer();
    const reply = await fetch(url, { method: 'POST', body: Buffer.alloc(MAX_BODY) });
    expect(await reply.json()).toEqual({ size: MAX_BODY });
  });

  test('refuses a larger body that announces itself, before it has come', async () => {
    const { port } = await aServer();
    const request = httpRequest({ port, method: 'POST', headers: { 'content-length': MAX_BODY + 1 } });
    request.flushHeaders();
    const [status, body] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      request.on('response', (response) => {
        text(response).then((body) => resolve([response.statusCode, body]), reject);
      });
      request.on('error', reject);
    });
    request.destroy();
    expect([status, JSON.parse(body)]).toEqual([413, tooLarge]);
  });

  test('refuses a larger body that comes in pieces, and still lets the client read why', async () => {
    const { url } = await aServer();
    const piece = new Uint8Array(1024 * 1024);
    let pieces = 12;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (pieces-- > 0 ? controller.enqueue(piece) : controller.close()),
    });
    const reply = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect([reply.status, await reply.json()]).toEqual([413, tooLarge]);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', '400 Bad Request'],
    ['a bad length', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n', '400 Bad Request'],
    [
      'too many headers',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
  ])('answers %s on the bare connection', async (_, words, status) => {
    const { port } = await aServer();
    expect(await raw(port, words)).toContain(`HTTP/1.1 ${status}`);
  });

  test('answers a fault without its words, and logs them', async () => {
    const { url } = await aServer(async () => {
      throw new Error('secret words');
    });
    const reply = await fetch(url);
    expect([reply.status, await reply.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(log).toContainEqual(
      expect.objectContaining({ message: 'request failed', reason: 'secret words' }),
    );
  });

  test('goes on when a client goes away in the middle', async () => {
    const { port, url } = await aServer();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf', () =>
      socket.destroy(),
    );
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await fetch(url)).status).toBe(200);
    expect(log).toEqual([]);
  });

  test('answers what is in hand before it stops, and waits for nothing that is half sent', async () => {
    let arrived: () => void = () => {};
    const inHand = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await aServer(async () => {
      arrived();
      await held;
      return jsonReply(200, 'done');
    });
    const half = connect(server.port, '127.0.0.1');
    half.on('error', () => {});
    half.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
    const reply = fetch(server.url);
    await inHand;
    const stopped = server.stop();
    release();
    expect(await (await reply).json()).toBe('done');
    await stopped;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test('does not start on a taken port', async () => {
    const { port } = await aServer();
    await expect(startHttpServer(port, async () => jsonReply(200, 1))).rejects.toThrow(
      new CannotStart(`port ${port} is taken: set PORT to another one, or to 0 for any free one`),
    );
  });
});
