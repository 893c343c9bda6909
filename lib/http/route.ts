import type { Metering } from '../core/metering.ts';
import { MeteringError } from '../core/metering-error.ts';
import type { Request } from './request.ts';
import type { Response } from './response.ts';

/** One thing to be asked over HTTP. */
export interface Route {
  /** Method and path as API Gateway writes them: `GET /meters/{meterId}`. */
  readonly on: string;
  /** Whether it needs no identity. */
  readonly open: boolean;
  answer(metering: Metering, request: Request): Promise<Response>;
}

/**
 * A route as decode, run, encode: all words of HTTP live here. Refuses a caller without an identity with
 * `identity.missing` before anything of the request is read.
 */
export const route = <Question, Answer>(it: {
  readonly on: string;
  readonly open?: boolean;
  readonly decode: (request: Request) => Question;
  readonly run: (metering: Metering, question: Question) => Promise<Answer>;
  readonly encode: (answer: Answer, question: Question) => Response;
}): Route => ({
  on: it.on,
  open: it.open ?? false,
  async answer(metering, request) {
    if (!it.open && !request.identity) throw new MeteringError('identity.missing', {});
    const question = it.decode(request);
    return it.encode(await it.run(metering, question), question);
  },
});
