import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceFault } from './fault.ts';
import { type Fields, structure } from './fields.ts';
import type { Operation } from './operations.ts';

const PREFIX = 'Timestream_20181101.';
const NAMESPACE = 'com.amazonaws.timestream.v20181101';
/** Well above the largest request that passes the service's limits. */
const MAX_BODY_BYTES = 16 * 1_048_576;

/** Answers one HTTP request of the AWS JSON 1.0 protocol, whatever it is. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  operations: ReadonlyMap<string, Operation>,
): Promise<void> {
  try {
    const operation = findOperation(request, operations);
    const answer = await operation(await readBody(request));
    send(response, 200, typeof answer === 'string' ? answer : JSON.stringify(answer));
  } catch (error) {
    const fault = toFault(error);
    const body = { __type: `${NAMESPACE}#${fault.type}`, message: fault.message, ...fault.members };
    send(response, fault.status, JSON.stringify(body));
  }
}

function findOperation(request: IncomingMessage, operations: ReadonlyMap<string, Operation>): Operation {
  const target = request.headers['x-amz-target'];
  const name = typeof target === 'string' && target.startsWith(PREFIX) ? target.slice(PREFIX.length) : '';
  const operation = request.method === 'POST' ? operations.get(name) : undefined;
  if (operation) return operation;
  throw new ServiceFault(
    'UnknownOperationException',
    `There is no operation ${String(target).slice(0, 200)}.`,
  );
}

async function readBody(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new ServiceFault('ValidationException', 'The request is too large.');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString();
  return structure(parse(body === '' ? '{}' : body), '');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ServiceFault('SerializationException', 'The request is not JSON.', {}, { cause: error });
  }
}

function toFault(error: unknown): ServiceFault {
  const fault =
    error instanceof ServiceFault
      ? error
      : new ServiceFault('InternalServerException', 'The request failed.', {}, { cause: error });
  // A fault of ours or of the disk: whoever runs the endpoint must see it, the client need not.
  if (fault.status >= 500) console.error(error);
  return fault;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    // A body that nobody will read would hold the connection open for good.
    ...(!response.req.complete && { connection: 'close' }),
  });
  response.end(body);
}
