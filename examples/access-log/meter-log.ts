import type { Arguments } from './arguments.ts';
import { CannotMeter } from './cannot-meter.ts';
import { type Counted, isAllOf, refusalsOf, scopeOf, untilCounted } from './counted.ts';
import { ENTRY_OVERHEAD, eventSender } from './event-sender.ts';
import { linesOf } from './log-file.ts';
import { readLogLine } from './log-line.ts';
import { countMalformed, countRequest, emptyTally, type LogTally, malformedWords } from './log-tally.ts';
import { lineIds, type UsageEvent, usageOf } from './log-usage.ts';
import { type MeteringApi, meteringApi } from './metering-api.ts';
import { declareMeters } from './meters.ts';
import { packedEntries, requestsOf } from './packing.ts';
import type { Progress } from './progress.ts';
import { grouped, report } from './report.ts';

/** Where words go, and how long to wait for the house once it counts nothing more, in milliseconds. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly progress: Progress;
  readonly patience: number;
}

/** Meters a log and prints what the house counted. Answers whether all of it was. Fails with `CannotMeter`. */
export async function meterLog(
  { file, customerId, url, adminKey }: Arguments,
  { print, progress, patience }: Surroundings,
): Promise<boolean> {
  const api = meteringApi(url, adminKey);
  await declareMeters(api);
  const log = emptyTally();
  await sendLog(file, customerId, url, log, progress);
  if (log.requests === 0) {
    print([`${file} holds no request.`, malformedWords(log)].filter(Boolean).join('\n'));
    return log.malformed === 0;
  }
  const scope = scopeOf(log, customerId);
  const onLook = (counted: Counted): void =>
    progress.tell(`counted ${comparisons(counted, log).join(' · ')}`);
  const counted = await untilCounted(api, scope, log, { patience, pause: 500, onLook });
  progress.end();

  print(`\n${await report(api, scope, counted)}`);
  if (log.malformed > 0) print(`\n${malformedWords(log)}`);
  const complete = isAllOf(counted, log);
  const words = complete ? moreWords(counted, log, customerId) : await missingWords(api, counted, log, scope);
  if (words !== '') print(`\n${words}`);
  return complete;
}

/** Reads, packs and sends at once, so that a log may be larger than memory is. */
async function sendLog(
  file: string,
  customerId: string,
  url: string,
  log: LogTally,
  progress: Progress,
): Promise<void> {
  const sender = eventSender(url);
  try {
    let sent = 0;
    const entries = packedEntries(usageIn(file, customerId, log));
    for await (const request of requestsOf(entries, ENTRY_OVERHEAD)) {
      await sender.send(request.map(({ detail }) => detail));
      sent += request.reduce((sum, { events }) => sum + events, 0);
      progress.tell(`sent ${grouped(sent)} events`);
    }
  } finally {
    progress.end();
    sender.close();
  }
}

async function* usageIn(file: string, customerId: string, log: LogTally): AsyncGenerator<UsageEvent> {
  const idOf = lineIds();
  let lineNumber = 0;
  try {
    for await (const line of linesOf(file)) {
      lineNumber++;
      const request = readLogLine(line);
      if (request === undefined) {
        countMalformed(log, lineNumber);
        continue;
      }
      countRequest(log, request);
      yield* usageOf(request, idOf(line), customerId);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = lineNumber === 0 ? '' : ` beyond line ${lineNumber}`;
    throw new CannotMeter(`cannot read ${file}${where}: ${reason}`, { cause });
  }
}

/** A house that has counted more than the log tells has it from elsewhere. */
function moreWords(counted: Counted, log: LogTally, customerId: string): string {
  const more = counted.requests - BigInt(log.requests);
  if (more === 0n) return '';
  return `${grouped(more)} of these requests are not from this log: ${customerId} has other usage of this time.`;
}

async function missingWords(
  api: MeteringApi,
  counted: Counted,
  log: LogTally,
  { customerId }: { readonly customerId: string },
): Promise<string> {
  const refusals = await refusalsOf(api, customerId);
  return [
    'Something is missing: the house has not counted all that was sent.',
    ...comparisons(counted, log).map((each) => `  ${each}`),
    refusals.length > 0
      ? `GET /rejections tells why events were refused:\n${refusals.map((each) => `  ${each}`).join('\n')}`
      : 'GET /rejections holds nothing of this customer: see the log of the house, or send the file once more.',
  ].join('\n');
}

/** What was counted, beside what the log holds. */
const comparisons = ({ requests, bytes, visitors }: Counted, log: LogTally): string[] => [
  `${grouped(requests)} of ${grouped(log.requests)} requests`,
  `${grouped(bytes)} of ${grouped(log.bytes)} bytes`,
  `${grouped(visitors)} of ${grouped(log.visitors.size)} visitors`,
];
