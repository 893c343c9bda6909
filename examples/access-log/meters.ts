import { CannotMeter } from './cannot-meter.ts';
import { expectData, type MeteringApi } from './metering-api.ts';

const dimensions = ['method', 'status'] as const;

/** What is counted of each request. */
export const meters = [
  { id: 'http_requests', name: 'HTTP requests', aggregation: 'COUNT', unit: 'request', dimensions },
  { id: 'egress_bytes', name: 'Bytes sent', aggregation: 'SUM', unit: 'byte', dimensions },
  { id: 'visitors', name: 'Visitors', aggregation: 'UNIQUE_COUNT', unit: 'visitor', dimensions },
] as const;

type MeterDraft = (typeof meters)[number];
type KeptMeter = { readonly aggregation: string; readonly dimensions: readonly string[] };

/** Registers the meters; one that is there already must count in the same way. */
export async function declareMeters(api: MeteringApi): Promise<void> {
  for (const meter of meters) {
    const answer = await api.ask('POST', '/meters', meter);
    if (answer.status === 409) await compareWithKept(api, meter);
    else expectData(answer, 'POST /meters');
  }
}

async function compareWithKept(api: MeteringApi, meter: MeterDraft): Promise<void> {
  const answer = await api.ask('GET', `/meters/${meter.id}`);
  if (answer.status === 404)
    throw new CannotMeter(`the meter ${meter.id} was deleted, and ids are never reused: use another house`);
  const kept = expectData<KeptMeter>(answer, `GET /meters/${meter.id}`);
  const lacking = meter.dimensions.filter((name) => !kept.dimensions.includes(name));
  if (kept.aggregation === meter.aggregation && lacking.length === 0) return;
  throw new CannotMeter(
    `the meter ${meter.id} of this house is another one: it must be a ${meter.aggregation} with the dimensions ${meter.dimensions.join(' and ')}`,
  );
}
