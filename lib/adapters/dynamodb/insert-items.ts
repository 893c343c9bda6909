import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type BatchStatementRequest,
  type BatchStatementResponse,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { chunksOf, inFlight } from '../aws/in-flight.ts';
import { backOff, TRIES } from './backoff.ts';
import type { Item } from './item.ts';

export type Insertion =
  | { readonly outcome: 'inserted' | 'duplicate' }
  /** Not known to be written, after retries. */
  | { readonly outcome: 'failed'; readonly cause: unknown };

const STATEMENTS_A_CALL = 25;

/** What the service says of a statement that it would take at another time. Whole calls are repeated by the client. */
const TRANSIENT = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

/**
 * Puts each item unless its key is taken: a PartiQL INSERT is a conditional put, and the only one that comes in
 * batches. Answers in order and never throws. The keys of one call are distinct.
 */
export async function insertItems(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
): Promise<Insertion[]> {
  const chunks = await inFlight(chunksOf(items, STATEMENTS_A_CALL), (chunk) =>
    insertChunk(client, table, chunk),
  );
  return chunks.flat();
}

async function insertChunk(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
): Promise<Insertion[]> {
  const insertions = new Array<Insertion>(items.length);
  let open = [...items.entries()];
  for (let tries = 1; open.length > 0; tries++) {
    if (tries > 1) await backOff(tries - 1);
    const answers = await execute(
      client,
      open.map(([, item]) => insertStatement(table, item)),
    );
    open = open.filter(([i], at) => {
      const answer = answers[at] as Insertion;
      insertions[i] = answer;
      return answer.outcome === 'failed' && isTransient(answer.cause) && tries < TRIES;
    });
  }
  return insertions;
}

async function execute(
  client: DynamoDBClient,
  statements: readonly BatchStatementRequest[],
): Promise<Insertion[]> {
  try {
    const answer = await client.send(new BatchExecuteStatementCommand({ Statements: [...statements] }));
    return statements.map((_, i) => insertionOf(answer.Responses?.[i]));
  } catch (cause) {
    return statements.map(() => ({ outcome: 'failed', cause }));
  }
}

/** What a batch answered about one statement. */
class StatementError extends Error {
  override readonly name = 'StatementError';
  readonly code: string | undefined;
  constructor(error: BatchStatementError) {
    super(`DynamoDB answered ${error.Code}: ${error.Message}`);
    this.code = error.Code;
  }
}

const isTransient = (cause: unknown): boolean =>
  cause instanceof StatementError && cause.code !== undefined && TRANSIENT.has(cause.code);

function insertionOf(answer: BatchStatementResponse | undefined): Insertion {
  if (!answer) return { outcome: 'failed', cause: new Error('DynamoDB left a statement unanswered') };
  if (!answer.Error) return { outcome: 'inserted' };
  if (answer.Error.Code === 'DuplicateItem') return { outcome: 'duplicate' };
  return { outcome: 'failed', cause: new StatementError(answer.Error) };
}

/** Only names of ours are part of the text; every value is a parameter. */
function insertStatement(table: string, item: Item): BatchStatementRequest {
  const names = Object.keys(item);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${names.map((name) => `'${name}': ?`).join(', ')}}`,
    Parameters: Object.values(item),
  };
}
