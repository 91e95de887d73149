import { describe, expect, it } from 'vitest';
import { ageAt, parseDate } from './index.js';

describe('parseDate', () => {
  it('reads a DA value', () => {
    expect(parseDate('20240229')).toEqual({ year: 2024, month: 2, day: 29 });
  });
  it.each(['', '2024', '20240231', '20241301', '00000000', '20240101-20240202', '2024-01-01'])(
    'refuses %j',
    (DA) => {
      expect(parseDate(DA)).toBeNull();
    },
  );
});

describe('ageAt', () => {
  it.each([
    ['19800615', '20240614', { value: 43, unit: 'year' }],
    ['19800615', '20240615', { value: 44, unit: 'year' }],
    ['20231115', '20240614', { value: 6, unit: 'month' }],
    ['20240601', '20240614', { value: 13, unit: 'day' }],
    ['20240614', '20240614', { value: 0, unit: 'day' }],
  ])('born %s, seen %s', (birth, on, expected) => {
    expect(ageAt(birth, on)).toEqual(expected);
  });
  it('says nothing where a date is missing or precedes the birth', () => {
    expect(ageAt('', '20240614')).toBeNull();
    expect(ageAt('20240615', '20240614')).toBeNull();
  });
});
