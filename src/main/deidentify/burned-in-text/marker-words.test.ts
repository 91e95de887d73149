import { describe, expect, it } from 'vitest';
import { isMarker } from './marker-words.js';
import { asRead } from './reader-letters.js';

const said = (text: string): boolean => isMarker(asRead(text));

describe('markers', () => {
  it.each([
    [
      'L',
      'R',
      'AP',
      'PA',
      'ERECT',
      'SUPINE',
      'SITTING',
      'PORTABLE',
      'AP ERECT',
      'R PA',
      'PORTABLE AP SUPINE',
      'Left',
    ],
    ['П', 'Л', 'ПР', 'ЛЕВ', 'ПРАВАЯ', 'ЛЕВАЯ', 'СТОЯ', 'ЛЁЖА', 'Лежа', 'Л ПРЯМАЯ'],
    ['ОҢ', 'СОЛ', 'Оң жақ', 'ТҰРЫП'],
    ['D', 'E', 'DIR', 'ESQ', 'Direita', 'PORTÁTIL', 'EM PÉ'],
  ])('%s and others are known', (...words) => {
    for (const word of words) expect(said(word), word).toBe(true);
  });

  it.each([
    '',
    'R L',
    'L D',
    'R 123',
    'L 12.03.2024',
    'ЛЕВИН',
    'ПРАВДИНА',
    'СОЛОВЬЁВ',
    'СТОЯНОВ',
    'SOLO',
    'PAUL',
    'AP PA LAT R',
    'R SMITH',
    'Л ИВАНОВ',
    '1',
  ])('%j is none', (text) => {
    expect(said(text)).toBe(false);
  });
});

it('names letters that look alike by one name, in every script', () => {
  expect(asRead('СОЛ')).toBe(asRead('COЛ'));
  expect(asRead('ё Й 0 З')).toBe('E И O 3');
  expect(asRead('Ң')).not.toBe(asRead('Н'));
});
