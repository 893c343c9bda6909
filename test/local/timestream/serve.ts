import { startTimestream } from '../../../lib/local/timestream/start-timestream.ts';

// Run as a process of its own by the tests that kill it.
const [dataFile] = process.argv.slice(2);
const { endpoint } = await startTimestream(dataFile === undefined ? {} : { dataFile });
process.stdout.write(`${endpoint}\n`);
