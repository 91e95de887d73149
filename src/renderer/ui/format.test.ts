import { describe, expect, it } from 'vitest';
import { createFormat } from './format.js';

const en = createFormat('en');

describe('dates', () => {
  it('name the month in English and never exceed three letters', () => {
    expect(en.date('20250906')).toBe('06 Sep 2025');
    expect(en.date('20240304')).toBe('04 Mar 2024');
  });
  it('follow the language elsewhere', () => {
    for (const language of ['ru', 'kk']) expect(createFormat(language).date('20240304')).toBe('04.03.2024');
    expect(createFormat('pt').date('20240304')).toBe('04/03/2024');
  });
  it('show what is not a day as it is written', () => {
    expect(en.date('1980')).toBe('1980');
    expect(en.date('')).toBe('');
    expect(en.dateTime('soon')).toBe('soon');
  });
});

describe('times', () => {
  it.each([
    ['093015.123', '09:30'],
    ['0930', '09:30'],
    ['09', ''],
    ['', ''],
  ])('%j', (TM, expected) => {
    expect(en.time(TM)).toBe(expected);
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [10_240_000, '10.2 MB'],
    [123_456_789, '123 MB'],
    [5e15, '5,000 TB'],
  ])('%d', (bytes, expected) => {
    expect(en.bytes(bytes)).toBe(expected);
  });
});

describe('durations', () => {
  it.each([
    [0, '1 sec'],
    [59.2, '60 secs'],
    [61, '2 mins'],
    [5400, '1.5 hrs'],
  ])('%d s', (seconds, expected) => {
    expect(en.duration(seconds)).toBe(expected);
  });
});
