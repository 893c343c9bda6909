import middy from '@middy/core';
import partialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { EventBridgeEvent, SQSEvent } from 'aws-lambda';
import { readInstant } from '../core/instant.ts';
import type { Metering } from '../core/metering.ts';
import type { Delivery } from '../http/delivery.ts';
import { parseJson } from '../http/json.ts';
import { errorFields, log } from './log.ts';

/** Works off deliveries; answers, in order, the fault that makes a delivery come again, or `undefined`. */
export type Consume = (metering: Metering, deliveries: readonly Delivery[]) => Promise<readonly unknown[]>;

/** The bus gives UUIDs; whoever writes to the queue otherwise may name anything. */
const ENVELOPE_ID = /^[\w.:-]{1,200}$/;

type Event = SQSEvent | EventBridgeEvent<string, unknown>;

/**
 * A Lambda function behind the event bus, called with one event, or through a queue with a batch of them. Of a batch
 * only the deliveries that failed come again; a single one that failed is thrown, so that Lambda tries it again.
 */
export const eventFunction = (metering: Metering, consume: Consume): middy.MiddyfiedHandler<Event, unknown> =>
  middy<Event, unknown>()
    .use(failedRecordsOnly())
    .handler(async (event: Event, { awsRequestId }) => {
      // Lambda repeats the id of the request when it tries an event again.
      const deliveries = isQueued(event) ? event.Records.map(queued) : [deliveryOf(event, awsRequestId)];
      const faults = await consume(metering, deliveries);
      faults.forEach((fault, i) => {
        if (fault !== undefined)
          log('warn', 'delivery failed', { delivery: deliveries[i]?.id, ...errorFields(fault) });
      });
      if (!isQueued(event)) {
        if (faults[0] !== undefined)
          throw new Error('the delivery failed and is to come again', { cause: faults[0] });
        return undefined;
      }
      return faults.map(
        (reason): PromiseSettledResult<void> =>
          reason === undefined ? { status: 'fulfilled', value: undefined } : { status: 'rejected', reason },
      );
    });

/** The middleware of the batch protocol, kept away from single events: it would take their faults for handled. */
function failedRecordsOnly(): middy.MiddlewareObj<Event> {
  const { after, onError } = partialBatchFailure({
    logger: () => undefined,
  }) as Required<middy.MiddlewareObj>;
  return {
    after: (request) => (isQueued(request.event) ? after(request) : undefined),
    onError: (request) => {
      log('error', 'batch failed', errorFields(request.error));
      return isQueued(request.event) ? onError(request) : undefined;
    },
  };
}

const isQueued = (event: Event): event is SQSEvent => 'Records' in event && Array.isArray(event.Records);

function queued({ messageId, body }: SQSEvent['Records'][number]): Delivery {
  try {
    return deliveryOf(parseJson(body), messageId);
  } catch (error) {
    // Not even an envelope: it is parked as the text that it is.
    return { id: messageId, detail: body, malformed: error instanceof Error ? error.message : 'unreadable' };
  }
}

function deliveryOf(envelope: unknown, otherwise: string): Delivery {
  if (typeof envelope !== 'object' || envelope === null || !('detail' in envelope)) {
    return { id: otherwise, detail: envelope, malformed: 'expected an EventBridge event with a detail' };
  }
  const { id, time, detail } = envelope as { id?: unknown; time?: unknown; detail: unknown };
  const at = typeof time === 'string' ? readInstant(time) : undefined;
  return {
    // It may become the id of an event, so it has to fit one.
    id: typeof id === 'string' && ENVELOPE_ID.test(id) ? id : otherwise,
    detail,
    ...(at === undefined ? {} : { time: at }),
  };
}
