import { expect, it } from 'vitest';
import { isValidUID } from './uid.js';

it.each([
  ['1.2.840.10008.1.2', true],
  ['2.25.0', true],
  ['1', false],
  ['1.02', false],
  ['1..2', false],
  ['1.2.', false],
  ['1.a', false],
  [`1.${'2'.repeat(62)}`, true],
  [`1.${'2'.repeat(63)}`, false],
])('UID %s: %s', (text, valid) => {
  expect(isValidUID(text)).toBe(valid);
});
