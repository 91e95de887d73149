import { describe, expect, it } from 'vitest';
import { inOrder, readSettled } from './in-order.js';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('inOrder', () => {
  it('keeps the order, also after a failure', async () => {
    const done: number[] = [];
    const failed = inOrder(async () => {
      await turn();
      done.push(1);
      throw new Error('refused');
    });
    const second = inOrder(async () => void done.push(2));
    await expect(failed).rejects.toThrow('refused');
    await second;
    expect(done).toEqual([1, 2]);
  });
});

describe('readSettled', () => {
  it('reads again what changed while it was read', async () => {
    let stored = 'proposed';
    let reads = 0;
    const value = await readSettled(async () => {
      reads += 1;
      const seen = stored;
      if (reads === 1)
        void inOrder(async () => {
          stored = 'accepted';
        });
      await turn();
      return seen;
    });
    expect([value, reads]).toEqual(['accepted', 2]);
  });
});
