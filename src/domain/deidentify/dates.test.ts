import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupedAge, shiftDate, shiftDateTime, timeOnly } from './dates.js';

describe('shifting', () => {
  it.each([
    ['20240301', -1, '20240229'],
    ['2024.03.01', -7, '20240223'],
    ['00010103', -7, ''],
    ['20240230', -7, ''],
    ['2024', -7, ''],
    ['', -7, ''],
    ['x', -7, ''],
  ])('a date %s by %i days', (date, days, expected) => {
    expect(shiftDate(date, days)).toBe(expected);
  });

  it.each([
    ['20240301120000.123456+0500', '20240223120000.123456+0500'],
    ['202403', '202403'],
    ['2024', '2024'],
    ['20240301', '20240223'],
    ['NaN', ''],
  ])('a date and time %s by a week', (value, expected) => {
    expect(shiftDateTime(value, -7)).toBe(expected);
  });

  it('keeps every interval and every day of the week', () => {
    const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const da = (date: Date): string => date.toISOString().slice(0, 10).replaceAll('-', '');
    const ms = (text: string): number =>
      Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`);
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 521 }), (a, b, weeks) => {
        const [from, to] = [da(a), da(b)];
        const [fromShifted, toShifted] = [shiftDate(from, -7 * weeks), shiftDate(to, -7 * weeks)];
        expect(ms(toShifted) - ms(fromShifted)).toBe(ms(to) - ms(from));
        expect(new Date(ms(toShifted)).getUTCDay()).toBe(new Date(ms(to)).getUTCDay());
      }),
    );
  });
});

describe('ages', () => {
  it.each([
    ['089Y', '089Y'],
    ['090Y', '090Y'],
    ['104Y', '090Y'],
    ['006M', '006M'],
    ['999W', '999W'],
    ['012D', '012D'],
    ['45', ''],
  ])('%s', (age, expected) => {
    expect(groupedAge(age)).toBe(expected);
  });
});

describe('times', () => {
  it.each([
    ['101530', '101530'],
    ['10:15:30.5', '10:15:30.5'],
    ['Ivanov', ''],
  ])('%s', (time, expected) => {
    expect(timeOnly(time)).toBe(expected);
  });
});
