import { expect, it } from 'vitest';
import { canBeSigned, emptyTexts, reportStateOf } from './report.js';

const signature = { name: 'A', role: '', institution: '', signedAt: '' };

it('a study is unread until a report is begun, and stays signed while an addendum is written', () => {
  expect(reportStateOf([])).toBe('unread');
  expect(reportStateOf([{ number: 0, signature: null }])).toBe('in-progress');
  expect(reportStateOf([{ number: 0, signature }])).toBe('signed');
  expect(
    reportStateOf([
      { number: 0, signature },
      { number: 1, signature: null },
    ]),
  ).toBe('signed');
  expect(
    reportStateOf([
      { number: 0, signature },
      { number: 1, signature },
    ]),
  ).toBe('addended');
});

it('only what says something can be signed', () => {
  expect(canBeSigned({ number: 0, texts: { ...emptyTexts, technique: 'PA' } })).toBe(false);
  expect(canBeSigned({ number: 0, texts: { ...emptyTexts, impression: 'Normal.' } })).toBe(true);
  expect(canBeSigned({ number: 1, texts: { ...emptyTexts, impression: 'Normal.' } })).toBe(false);
  expect(canBeSigned({ number: 1, texts: { ...emptyTexts, addendum: ' \n' } })).toBe(false);
});
