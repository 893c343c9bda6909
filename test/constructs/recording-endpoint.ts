import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RecordingEndpoint {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** An endpoint of AWS that passes each call on to another one, once it has told which call it was, as IAM names it. */
export async function recordingEndpoint(
  target: string,
  record: (call: string) => void,
): Promise<RecordingEndpoint> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    for (const call of callsIn(request, body)) record(call);
    const answer = await fetch(`${target}${request.url === '/' ? '' : request.url}`, {
      method: 'POST',
      headers: passedOn(request),
      body,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

const passedOn = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    ['content-type', 'authorization', 'x-amz-date', 'x-amz-target'].flatMap((name) =>
      typeof headers[name] === 'string' ? [[name, headers[name]]] : [],
    ),
  );

interface Body {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: object;
  readonly Statements?: readonly { readonly Statement: string }[];
}

/** `service:Action resource`, one for each resource that the call names. */
function callsIn({ headers }: IncomingMessage, text: string): readonly string[] {
  const [service = '', operation = ''] = String(headers['x-amz-target']).split('.');
  const body = JSON.parse(text) as Body;
  if (service === 'secretsmanager') return [`secretsmanager:${operation} AdminKey`];
  if (service.startsWith('Timestream_'))
    return [`timestream:${operation === 'Query' ? 'Select' : operation} UsageTable`];
  if (operation === 'BatchExecuteStatement')
    return (body.Statements ?? []).map(({ Statement }) => partiQlCall(Statement));
  if (body.RequestItems)
    return Object.keys(body.RequestItems).map((table) => `dynamodb:${operation} ${resourceOf(table)}`);
  const index = body.IndexName === undefined ? '' : `/index/${body.IndexName}`;
  return [`dynamodb:${operation} ${resourceOf(body.TableName ?? '')}${index}`];
}

function partiQlCall(statement: string): string {
  const table = /^INSERT INTO "([^"]+)"/.exec(statement)?.[1];
  if (table === undefined) throw new Error(`an unknown statement: ${statement}`);
  return `dynamodb:PartiQLInsert ${resourceOf(table)}`;
}

/** Local tables are called as their constructs are, in lower case. */
const resourceOf = (table: string): string => `${table.charAt(0).toUpperCase()}${table.slice(1)}`;
