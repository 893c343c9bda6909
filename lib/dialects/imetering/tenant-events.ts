import { type CustomerDraft, isCustomerId } from '../../core/customer.ts';
import { type EventRefusal, refusal } from '../../core/event-refusal.ts';
import { isJsonObject } from '../../core/json-object.ts';
import type { Metering } from '../../core/metering.ts';
import type { Rejection } from '../../core/rejection.ts';
import type { SubmittedEvent } from '../../core/submission.ts';
import type { Delivery } from '../../http/delivery.ts';
import { printJson } from '../../http/json.ts';
import { MAX_TEXTS, readTraits, traitsProblems } from './customer-traits.ts';

type Verb = Exclude<Rejection['verb'], 'ingest'>;

/** ONBOARDING_REQUEST: answers the fault per delivery that has to come again. */
export const onboardDeliveries = (metering: Metering, deliveries: readonly Delivery[]): Promise<unknown[]> =>
  consumeAll(metering, 'onboard', deliveries);

/** OFFBOARDING_REQUEST: may come twice, for tenants nobody knows, or never. */
export const offboardDeliveries = (metering: Metering, deliveries: readonly Delivery[]): Promise<unknown[]> =>
  consumeAll(metering, 'offboard', deliveries);

/** Does what a tenant event says. What cannot be done however often it is tried is answered as a refusal. */
export async function applyTenantEvent(
  metering: Metering,
  verb: Verb,
  detail: unknown,
): Promise<EventRefusal | undefined> {
  const draft = customerFrom(detail);
  if ('code' in draft) return draft;
  if (verb === 'onboard') await metering.onboardCustomer(draft);
  else await metering.offboardCustomer(draft);
  return undefined;
}

async function consumeAll(
  metering: Metering,
  verb: Verb,
  deliveries: readonly Delivery[],
): Promise<unknown[]> {
  return Promise.all(
    deliveries.map(async (delivery) => {
      try {
        const refused = delivery.malformed
          ? { code: 'request.malformed' as const, message: delivery.malformed }
          : await applyTenantEvent(metering, verb, delivery.detail);
        if (refused)
          await metering.parkRejections(
            'eventbridge',
            [{ submitted: asSubmitted(delivery), refusal: refused }],
            verb,
          );
        return undefined;
      } catch (fault) {
        return fault;
      }
    }),
  );
}

const asSubmitted = ({ id, time, detail }: Delivery): SubmittedEvent => ({
  draft: { customerId: isJsonObject(detail) ? detail['tenantId'] : undefined },
  original: () => printJson(detail),
  entry: { id, position: 0 },
  ...(time === undefined ? {} : { envelopeTime: time }),
});

/** `tenantId`, `tenantName`, `email` and `tier` as SBT's samples send them; whatever else it says is a trait. */
function customerFrom(detail: unknown): CustomerDraft | EventRefusal {
  if (!isJsonObject(detail)) return { code: 'request.malformed', message: 'detail: expected an object' };
  const { tenantId, tenantName, email, tier, ...rest } = detail;
  if (!isCustomerId(tenantId))
    return refusal('customer.missing', 'tenantId', tenantId, 'expected 1 to 256 characters');
  const texts: Record<string, string> = {};
  const odd: Record<string, unknown> = {};
  for (const [name, field, value] of [
    ['name', 'tenantName', tenantName],
    ['email', 'email', email],
    ['tier', 'tier', tier],
  ] as const) {
    const fits = typeof value === 'string' && value.length <= MAX_TEXTS[name] && value.isWellFormed();
    if (fits) texts[name] = value;
    else if (value !== undefined && value !== null) odd[field] = value;
  }
  const traits = { ...rest, ...odd };
  const [problem] = traitsProblems(traits);
  if (problem) return { code: 'request.malformed', message: `detail: ${problem.message}` };
  return { id: tenantId, ...texts, traits: readTraits(traits) };
}
