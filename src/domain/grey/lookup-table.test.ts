import { describe, expect, it } from 'vitest';
import { lookUp, lookupTable } from './lookup-table.js';

describe('lookupTable', () => {
  it('reads a length of 0 as 65536', () => {
    const table = lookupTable([0, 0, 16], new Uint16Array(65_536).fill(3));
    expect(table?.entries.length).toBe(65_536);
  });

  it('unpacks two 8-bit entries from each word', () => {
    const table = lookupTable([4, 0, 8], Uint16Array.from([0x0201, 0x0403]));
    expect([...(table?.entries ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('takes the depth that the data need where the descriptor says less', () => {
    expect(lookupTable([2, 0, 8], Uint16Array.from([0, 4095]))?.bits).toBe(12);
  });

  it('ignores what lies beyond the stated length', () => {
    const table = lookupTable([2, 0, 8], Uint16Array.from([1, 2, 3, 4]));
    expect(table && lookUp(table, 3)).toBe(2);
  });

  it.each([[[]], [[4, 0]]])('is undefined for the descriptor %j', (descriptor) => {
    expect(lookupTable(descriptor, Uint16Array.from([1]))).toBeUndefined();
  });

  it('is undefined without data', () => {
    expect(lookupTable([4, 0, 8], new Uint16Array(0))).toBeUndefined();
  });
});
