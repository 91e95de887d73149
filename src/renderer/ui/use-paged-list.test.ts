import { describe, expect, it } from 'vitest';
import { pagesAround } from './use-paged-list.js';

describe('pagesAround', () => {
  it.each([
    [0, 0, { from: 0, to: 0 }],
    [0, 40, { from: 0, to: 0 }],
    // Within thirty rows of the next page, that page is read ahead.
    [0, 70, { from: 0, to: 1 }],
    [95, 135, { from: 0, to: 1 }],
    [135, 165, { from: 1, to: 1 }],
    [99_960, 99_999, { from: 999, to: 1000 }],
    // Leading rows may put the first row in sight before the list begins.
    [-12, -1, { from: 0, to: 0 }],
  ])('rows %d to %d', (first, last, expected) => {
    expect(pagesAround(first, last)).toEqual(expected);
  });
});
