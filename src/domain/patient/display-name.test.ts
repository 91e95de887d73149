import { describe, expect, it } from 'vitest';
import { displayName } from './index.js';

describe('displayName', () => {
  it.each([
    ['Doe^Jane', 'Doe Jane'],
    ['Ахметова^Айгүл^Серікқызы', 'Ахметова Айгүл Серікқызы'],
    ['Adams^John Robert Quincy^^Rev.^B.A. M.Div.', 'Rev. Adams John Robert Quincy B.A. M.Div.'],
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'Yamada Tarou (山田 太郎)'],
    ['=山田^太郎', '山田 太郎'],
    ['Doe^Jane=Doe^Jane', 'Doe Jane'],
    ['^^^^', ''],
    ['', ''],
    ['  Doe  ^ Jane ', 'Doe Jane'],
  ])('%j', (PatientName, expected) => {
    expect(displayName(PatientName)).toBe(expected);
  });
});
