import { type Incoming, startHttpServer } from './http-server.ts';
import { gatewayReply, type Reply } from './reply.ts';

type Answer = (incoming: Incoming) => Promise<Reply>;

/** The address of the house. */
export interface Front {
  readonly url: string;
  /** Says who answers, to those who wait as well. */
  open(answer: Answer): void;
  stop(): Promise<void>;
}

/** Takes the port before there is anybody to answer, so that a taken one is told at once; requests wait meanwhile. */
export async function takePort(port: number): Promise<Front> {
  let open: (answer: Answer) => void = () => {};
  const opened = new Promise<Answer>((resolve) => {
    open = resolve;
  });
  const server = await startHttpServer(port, async (incoming) => (await opened)(incoming));
  return {
    url: server.url,
    open,
    stop: () => {
      // Whoever still waits for a house that did not come to be; an open one is left as it is.
      open(async () => gatewayReply(503, 'Service Unavailable'));
      return server.stop();
    },
  };
}
