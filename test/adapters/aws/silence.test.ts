import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { rememberSilence } from '../../../lib/adapters/aws/silence.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const timedOut = Object.assign(new Error('silent'), { name: 'TimeoutError' });

it('fails the calls behind a silent one at once, for a second', async () => {
  const service = vi.fn(async (word: string) => word.toUpperCase());
  const call = rememberSilence()(service);
  service.mockRejectedValueOnce(timedOut);
  await expect(call('a')).rejects.toBe(timedOut);
  vi.advanceTimersByTime(999);
  await expect(call('b')).rejects.toBe(timedOut);
  expect(service).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(await call('c')).toBe('C');
});

it('lets the next call try after any other fault', async () => {
  const service = vi.fn(async () => 'stored');
  const call = rememberSilence()(service);
  service.mockRejectedValueOnce(new Error('throttled'));
  await expect(call(undefined)).rejects.toThrow('throttled');
  expect(await call(undefined)).toBe('stored');
});
