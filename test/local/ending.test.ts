import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startHouse } from './house.ts';

test('a house that takes long to end says why, and answers what it has in hand', async () => {
  const house = await startHouse();
  onTestFinished(async () => {
    await house.stop();
  });
  const emulator = Number(readFileSync(join(house.dataFolder, 'dynamodb.sqlite.pid'), 'utf8'));
  process.kill(emulator, 'SIGSTOP');
  onTestFinished(() => {
    // A process that stands still would not hear that its house has ended.
    if (isRunning(emulator)) process.kill(emulator, 'SIGCONT');
  });
  const answer = fetch(`${house.url}/meters`, { headers: { 'x-api-key': house.adminKey } });
  // Whoever is asked after this has the request before it in hand.
  await fetch(`${house.url}/openapi.json`);
  const ended = house.end('SIGTERM');
  while (!house.output.includes('Finishing what is in hand …')) await sleep(20);
  process.kill(emulator, 'SIGCONT');
  expect((await answer).status).toBe(200);
  expect(await ended).toBe(0);
  expect(house.output.split('\n').at(-1)).toBe('Finishing what is in hand …');
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
