import { describe, expect, it } from 'vitest';
import { toDateHead, withDashes } from './day-input.js';

describe('toDateHead', () => {
  it.each([
    ['1980', '1980'],
    ['1980-05', '198005'],
    ['1980 05 31', '19800531'],
    ['1980.05.31 10:00', '19800531'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(toDateHead(text)).toBe(expected);
  });
});

describe('withDashes', () => {
  it.each([
    ['', ''],
    ['198', '198'],
    ['1980', '1980'],
    ['19805', '1980-5'],
    ['198005', '1980-05'],
    ['19800531', '1980-05-31'],
  ])('%j', (DA, expected) => {
    expect(withDashes(DA)).toBe(expected);
  });
});
