import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';

/**
 * Stands between a client's callers and the client, for every call of one command. `send` carries out a call as it is
 * given; what is returned is what the caller gets.
 */
export function interfere<Input extends ServiceInputTypes, Output extends object>(
  client: DynamoDBClient,
  command: string,
  answer: (input: Input, send: (input: Input) => Promise<Output>) => Promise<Output>,
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context['commandName'] !== command) return next(args);
      const send = async (input: Input): Promise<Output> =>
        (await next({ ...args, input })).output as unknown as Output;
      const output = await answer(args.input as Input, send);
      return { output: { $metadata: {}, ...output } as ServiceOutputTypes, response: {} };
    },
    { step: 'initialize' },
  );
}

/**
 * Lets calls of a command through and loses the answers of `times` of them on the way back, as a broken connection
 * does, beginning with the first one `after` others; the client then repeats them by itself. Says how often it was sent.
 */
export function loseAnswers(
  client: DynamoDBClient,
  command: string,
  times: number,
  after = 0,
): { sent(): number } {
  let sent = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context['commandName'] !== command) return next(args);
      sent += 1;
      const lost = sent > after && sent <= after + times;
      const result = await next(args);
      if (lost) throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      return result;
    },
    // Inside the client's own repeating, outside the reading of answers.
    { step: 'finalizeRequest', priority: 'low' },
  );
  return { sent: () => sent };
}
