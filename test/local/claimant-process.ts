import { once } from 'node:events';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { openDataFolder } from '../../lib/local/data-folder.ts';

/** Claims all folders at once when it is told to, says which are its own, and gives those back when its input ends. */
const folders = process.argv.slice(2);

console.log('ready');
await once(process.stdin, 'data');
const claims = await Promise.allSettled(folders.map(openDataFolder));
console.log(
  JSON.stringify(
    claims.map((claim) => {
      if (claim.status === 'fulfilled') return 'won';
      return claim.reason instanceof CannotStart ? 'refused' : String(claim.reason);
    }),
  ),
);
await once(process.stdin, 'end');
for (const claim of claims) if (claim.status === 'fulfilled') await claim.value.release();
