import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MAX_BODY } from '../http/request.ts';
import { errorFields, log } from '../runtime/log.ts';
import { CannotStart, systemCode } from './cannot-start.ts';
import { gatewayReply, type Reply, tooLarge } from './reply.ts';
import { readBody } from './request-body.ts';

/** A request whose body has come in whole. */
export interface Incoming {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly httpVersion: string;
  /** Name, value, name, value, …, as they were sent. */
  readonly rawHeaders: readonly string[];
  /** By lower-cased name. */
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** A page in a browser may resolve its own name to this machine; then it sends that name, and is refused. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  /** Takes no more requests and resolves when those that came in whole have been answered. */
  stop(): Promise<void>;
}

/** Listens on the loopback; port 0 takes a free one. Fails with `CannotStart` when the port is taken. */
export async function startHttpServer(
  port: number,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<HttpServer> {
  const underWay = new Set<Promise<unknown>>();
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    connectionsCheckingInterval: 5_000,
    keepAliveTimeout: 60_000,
  });
  server.on('request', (request, response) => {
    void serve(request, response, async (incoming) => {
      const answered = answer(incoming);
      const work = Promise.allSettled([answered, written(response)]);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
      const reply = await answered;
      if (!server.listening) response.setHeader('connection', 'close');
      return reply;
    });
  });
  server.on('clientError', refuseConnection);
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      while (underWay.size > 0) await Promise.all(underWay);
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(listenError(error, port));
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function listenError(error: Error, port: number): Error {
  const code = systemCode(error);
  if (code === 'EADDRINUSE') {
    return new CannotStart(`port ${port} is taken: set PORT to another one, or to 0 for any free one`);
  }
  if (code === 'EACCES')
    return new CannotStart(`this user may not listen on port ${port}: set PORT to another one`);
  return error;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<void> {
  try {
    write(response, await replyTo(request, answer));
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    log('error', 'request failed', { method: request.method, ...errorFields(error) });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    write(response, gatewayReply(500, 'Internal Server Error'));
  }
}

async function replyTo(
  request: IncomingMessage,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<Reply> {
  if (!OWN_HOST.test(request.headers.host ?? '')) {
    request.resume();
    return gatewayReply(403, 'Forbidden: this server answers to 127.0.0.1, localhost and [::1] only');
  }
  const body = await readBody(request, MAX_BODY);
  if (body === undefined) return tooLarge(MAX_BODY);
  return answer({
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    headers: request.headers,
    body,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  });
}

function write(response: ServerResponse, { statusCode, headers, body }: Reply): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (statusCode !== 204 && statusCode !== 304) {
    response.setHeader('content-length', Buffer.byteLength(body));
  }
  response.writeHead(statusCode).end(body);
}

const written = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (response.writableFinished || response.destroyed) resolve();
    else response.once('close', resolve).once('finish', resolve);
  });

const words: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** What is no HTTP has no request to answer: the words go to the bare connection. */
function refuseConnection(error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const status = words[systemCode(error) ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({ message: status.slice(4) });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
