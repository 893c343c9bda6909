import { describe, expect, test } from 'vitest';
import { closingStack } from '../../lib/local/closing.ts';

describe('a closing stack', () => {
  test('closes once, the last part first', async () => {
    const closed: string[] = [];
    const { closing, close } = closingStack();
    for (const part of ['a', 'b', 'c']) closing(part, (each) => closed.push(each));
    await Promise.all([close(), close()]);
    expect(closed).toEqual(['c', 'b', 'a']);
  });

  test('closes the others when one cannot be closed, and tells of it', async () => {
    const closed: string[] = [];
    const { closing, close } = closingStack();
    closing('a', (part) => closed.push(part));
    closing('b', () => Promise.reject(new Error('stuck')));
    await expect(close()).rejects.toThrow('stuck');
    expect(closed).toEqual(['a']);
  });
});
