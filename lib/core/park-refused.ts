import { parkRejections } from './park-rejections.ts';
import type { IngestPorts, Submission, Verdict } from './submission.ts';

/**
 * Parks the refused events of a submission, delivery by delivery. A delivery of which an event failed comes again whole,
 * so nothing of it is parked; one that cannot be parked has its refused events failed instead, so that it comes again
 * and its neighbours do not.
 */
export async function parkRefused(
  ports: IngestPorts,
  { source, events }: Submission,
  verdicts: Verdict[],
): Promise<void> {
  const deliveries = new Map<string | undefined, number[]>();
  events.forEach(({ entry }, i) => {
    const delivery = deliveries.get(entry?.id);
    if (delivery) delivery.push(i);
    else deliveries.set(entry?.id, [i]);
  });
  for (const places of deliveries.values()) {
    if (places.some((i) => verdicts[i]?.status === 'failed')) continue;
    const refused = places.flatMap((i) => {
      const [verdict, submitted] = [verdicts[i], events[i]];
      const isRefused = verdict?.status === 'rejected' || verdict?.status === 'conflict';
      return isRefused && submitted ? [{ i, submitted, refusal: verdict }] : [];
    });
    try {
      await parkRejections(ports)(source, refused);
    } catch (cause) {
      for (const { i } of refused) verdicts[i] = { status: 'failed', cause };
    }
  }
}
