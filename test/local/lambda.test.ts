import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DoorTimedOut, doorRunner } from '../../lib/local/lambda.ts';

const folder = fileURLToPath(new URL('./doors', import.meta.url));
const door = { access: {}, memoryMegabytes: 256, timeoutSeconds: 5 };
const runner = doorRunner(folder, [
  ['echo', door],
  ['answer', { ...door, timeoutSeconds: 0.05 }],
]);
const invoke = (event: unknown) => runner.invoke('answer', JSON.stringify({ body: JSON.stringify(event) }));

describe('a door', () => {
  test('is called with the event and a context like that of Lambda', async () => {
    const { body } = (await runner.invoke('echo', '{"n":1}')) as { body: string };
    const { event, context } = JSON.parse(body) as { event: unknown; context: Record<string, unknown> };
    expect(event).toEqual({ n: 1 });
    expect(context).toMatchObject({
      functionName: 'echo',
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(context['remaining']).toBeGreaterThan(0);
    expect(context['remaining']).toBeLessThanOrEqual(5000);
  });

  test.each<[string, unknown, unknown]>([
    ['JSON', { a: [1, null, 'x'] }, { a: [1, null, 'x'] }],
    ['nothing', undefined, null],
  ])('gives back %s', async (_, result, expected) => {
    expect(await invoke({ result })).toEqual(expected);
  });

  test('fails with what its handler throws', async () => {
    await expect(invoke({ fail: 'broken' })).rejects.toThrow('broken');
  });

  test('fails when it takes longer than its timeout', async () => {
    await expect(invoke({ wait: true })).rejects.toThrow(DoorTimedOut);
  });

  test('fails when its answer is larger than Lambda takes', async () => {
    await expect(invoke({ result: 'x'.repeat(6 * 1024 * 1024) })).rejects.toThrow(/larger than 6 MB/);
  });

  test('must be in the table', async () => {
    await expect(runner.invoke('nowhere', '{}')).rejects.toThrow('there is no door nowhere');
  });

  test('must export a handler, which is told at loading', async () => {
    await expect(runner.load()).resolves.toBeUndefined();
    await expect(doorRunner(folder, [['broken', door]]).load()).rejects.toThrow('broken exports no handler');
    await expect(doorRunner(folder, [['missing', door]]).load()).rejects.toThrow();
  });
});
