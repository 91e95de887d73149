import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../contract/index.js';
import { createFormat, type Format } from './format.js';
import { en as english } from './locales/en/index.js';
import { kk } from './locales/kk/index.js';
import { pt } from './locales/pt/index.js';
import { ru } from './locales/ru/index.js';

const texts = createInstance();
await texts.init({ resources: { en: english, kk, pt, ru }, defaultNS: 'common' });

const formatIn = (language: Language): Format => createFormat(language, texts.getFixedT(language, 'common'));
const en = formatIn('en');

describe('dates', () => {
  it('name the month in English and never exceed three letters', () => {
    expect(en.date('20250906')).toBe('06 Sep 2025');
    expect(en.date('20240304')).toBe('04 Mar 2024');
  });
  it('follow the language elsewhere', () => {
    for (const language of ['ru', 'kk'] as const)
      expect(formatIn(language).date('20240304')).toBe('04.03.2024');
    expect(formatIn('pt').date('20240304')).toBe('04/03/2024');
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
    [0, '1 s'],
    [59.2, '60 s'],
    [61, '2 min'],
    [5400, '1.5 h'],
  ])('%d s', (seconds, expected) => {
    expect(en.duration(seconds)).toBe(expected);
  });
});

describe('ages', () => {
  it('are said in the words of the language', () => {
    expect(en.age('19680314', '20250916')).toBe('57 years');
    expect(formatIn('ru').age('19680314', '20250916')).toBe('57 лет');
    expect(formatIn('kk').age('19680314', '20250916')).toBe('57 жас');
    expect(formatIn('pt').age('20250901', '20250916')).toBe('15 dias');
  });
  it('are not said where they are not known', () => {
    expect(en.age('', '20250916')).toBe('');
  });
});
