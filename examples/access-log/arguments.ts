import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotMeter } from './cannot-meter.ts';

export interface Arguments {
  readonly file: string;
  readonly customerId: string;
  readonly url: string;
  readonly adminKey: string;
}

export const USAGE = `Meters every request of an NCSA common or combined log, plain or compressed with gzip.

  npx tsx examples/meter-an-access-log.ts [--customer ID] FILE

  --customer ID         whose usage it is; the log's name when left out
  METERHOUSE_URL        the house, http://127.0.0.1:4000 when not set
  METERHOUSE_ADMIN_KEY  the key that \`npm start\` printed`;

const NO_KEY = `METERHOUSE_ADMIN_KEY is not set. \`npm start\` prints the key at its first start and keeps it in its data folder:
  export METERHOUSE_ADMIN_KEY="$(cat .meterhouse/admin-key)"`;

/** What was asked for, or `undefined` for nothing but help. Fails with `CannotMeter`. */
export function readArguments(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments | undefined {
  const { values, positionals } = parse(words);
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new CannotMeter(`name one log.\n\n${USAGE}`);
  const customerId = values.customer ?? basename(file).replace(/\.gz$/i, '');
  if (customerId.length < 1 || customerId.length > 256)
    throw new CannotMeter('a customer has 1 to 256 characters: say --customer ID');
  const adminKey = environment['METERHOUSE_ADMIN_KEY'];
  if (!adminKey) throw new CannotMeter(NO_KEY);
  return { file, customerId, adminKey, url: environment['METERHOUSE_URL'] || 'http://127.0.0.1:4000' };
}

function parse(words: readonly string[]) {
  try {
    const options = { customer: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new CannotMeter(`${error instanceof Error ? error.message : error}\n\n${USAGE}`, { cause: error });
  }
}
