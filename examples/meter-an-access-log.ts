import { readArguments, USAGE } from './access-log/arguments.ts';
import { CannotMeter } from './access-log/cannot-meter.ts';
import { meterLog } from './access-log/meter-log.ts';
import { progress } from './access-log/progress.ts';

/** Milliseconds to wait for a house that counts nothing more. */
const patience = 60_000;

// The SDK's advice about versions of Node is for whoever keeps the packages up to date.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  const asked = readArguments(process.argv.slice(2), process.env);
  if (asked === undefined) console.log(USAGE);
  else {
    const complete = await meterLog(asked, {
      print: console.log,
      progress: progress(process.stderr),
      patience,
    });
    process.exitCode = complete ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof CannotMeter ? error.message : error);
  process.exitCode = 1;
}
