import type { Metering } from '../../../lib/core/metering.ts';
import type { MeteringError, RefusalCode, Refusals } from '../../../lib/core/metering-error.ts';
import type { Request } from '../../../lib/http/request.ts';
import type { Response } from '../../../lib/http/response.ts';
import type { Route } from '../../../lib/http/route.ts';
import { aRequest } from '../../fixtures/request.ts';

type Answers = { readonly [Verb in keyof Metering]?: Awaited<ReturnType<Metering[Verb]>> | Error };

/** Metering that does nothing but note what it is asked, and answers as told; an error is thrown. */
export function askedMetering(answers: Answers = {}) {
  const asked: { verb: string; with: unknown[] }[] = [];
  const metering = new Proxy({} as Metering, {
    get:
      (_, verb: keyof Metering) =>
      async (...args: unknown[]) => {
        asked.push({ verb, with: args });
        const answer = answers[verb];
        if (answer instanceof Error) throw answer;
        return answer;
      },
  });
  return { metering, asked };
}

class Asked extends Error {}

/** What a route asks of metering for a request, answers aside. */
export async function questionOf(route: Route, request: Request): Promise<unknown[]> {
  let question: unknown[] = [];
  const metering = new Proxy({} as Metering, {
    get:
      () =>
      (...args: unknown[]) => {
        question = args;
        return Promise.reject(new Asked());
      },
  });
  await route.answer(metering, request).catch((error: unknown) => {
    if (!(error instanceof Asked)) throw error;
  });
  return question;
}

/** What a route answers to a request, where metering answers so. */
export async function answerOf(
  route: Route,
  answers: Answers,
  parts: Parameters<typeof aRequest>[0] = {},
): Promise<Omit<Response, 'body'> & { body: unknown }> {
  const response = await route.answer(askedMetering(answers).metering, aRequest(parts));
  return { ...response, body: response.body === '' ? undefined : JSON.parse(response.body) };
}

/** The refusal that a promise ends with. */
export async function refusalOf<Code extends RefusalCode>(
  promise: Promise<unknown>,
  code: Code,
): Promise<Refusals[Code]> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if ((error as MeteringError | undefined)?.code !== code)
    throw new Error(`expected the refusal ${code}`, { cause: error });
  return (error as MeteringError<Code>).details;
}

/** The paths of the problems that a promise is refused with. */
export const problemPaths = async (promise: Promise<unknown>): Promise<string[]> =>
  (await refusalOf(promise, 'request.malformed')).problems.map(({ path }) => path);
