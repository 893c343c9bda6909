import { CannotStart } from '../lib/local/cannot-start.ts';
import { firstWords } from '../lib/local/first-words.ts';
import { type House, startHouse } from '../lib/local/house.ts';
import { houseOptions } from '../lib/local/house-options.ts';
import { errorFields, log } from '../lib/runtime/log.ts';

const fail = (error: unknown): never => {
  console.error('Meterhouse cannot go on:', error instanceof CannotStart ? error.message : error);
  process.exit(1);
};

/** A terminal and those who pass signals on may send the same one twice; one after this, in milliseconds, is meant. */
const IMPATIENCE = 1000;
/** Milliseconds of silence while ending; a backlog takes longer, and whoever waits should know why. */
const SILENCE = 1000;
let endingSince: number | undefined;

/** Waits for a house that is still starting, so that what it has opened is closed. */
async function end(starting: Promise<House>, code: number): Promise<void> {
  if (endingSince !== undefined) {
    if (performance.now() - endingSince > IMPATIENCE) process.exit(1);
    return;
  }
  endingSince = performance.now();
  const words = setTimeout(() => console.error('Finishing what is in hand …'), SILENCE);
  await (await starting).stop();
  clearTimeout(words);
  process.exit(code);
}

// A door that forgets a promise must not end the others; Lambda would replace that one function.
process.on('unhandledRejection', (error) => log('error', 'unhandled rejection', errorFields(error)));

/** Calls when the process that started this one is gone; nobody sends a signal then. */
function onceAbandoned(call: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    call();
  }, 200);
  watch.unref();
}

try {
  const starting = startHouse(houseOptions(process.env));
  const endWell = (): void => void end(starting, 0).catch(fail);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endWell);
  // Whoever kills `npm start` means the house; a shell that is left behind does not.
  if (process.env['npm_lifecycle_event'] !== undefined) onceAbandoned(endWell);
  const { url, adminKey, isNew, ended } = await starting;
  const isFirst = adminKey.origin === 'created' || (adminKey.origin === 'given' && isNew);
  if (isFirst) console.log(firstWords(url, adminKey));
  console.log(`Meterhouse is ready at ${url}`);
  const reason = await ended;
  if (reason !== undefined) {
    console.error('Meterhouse cannot go on:', reason.message);
    await end(starting, 1);
  }
} catch (error) {
  fail(error);
}
