import { openQueue } from '../../lib/local/queue.ts';

/** Holds every batch it receives until somebody kills it. */
const [, , folder = '', bodies = '[]'] = process.argv;

const queue = await openQueue({
  name: 'usage',
  folder,
  clock: { now: Date.now },
  batchSize: 10,
  concurrency: 2,
  maxReceives: 5,
  deliver: (messages) => {
    console.log(`received ${messages.length}`);
    return new Promise(() => setTimeout(() => {}, 600_000));
  },
});
await queue.send(JSON.parse(bodies) as string[]);
console.log('acknowledged');
