import { describe, expect, it } from 'vitest';
import { isMarker, markerProbability } from './marker-words.js';
import { asRead, classesOf } from './reader-letters.js';

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

describe('the probability of a marker', () => {
  /** A reading that is this sure of each of its letters, and of a second choice. */
  const read = (text: string, second: string, probability: number) => {
    const classes = 58;
    const others = classesOf(second);
    const logits = classesOf(text).flatMap((letter, i) =>
      [letter, 0].flatMap((first) =>
        Array.from({ length: classes }, (_, one) => {
          const rest = first === 0 ? 0 : (others[i] ?? 0);
          return Math.log(one === first ? probability : one === rest ? 1 - probability : 1e-9);
        }),
      ),
    );
    return { text: asRead(text), steps: { classes, logits: Float32Array.from(logits) } };
  };

  it('is that of the word nearby, when a letter of it was likely too', () => {
    expect(markerProbability(read('PORTABLE', 'PORTABLE', 0.999), 5.6)).toBeGreaterThan(0.9);
    expect(markerProbability(read('EREOT', 'ERECT', 0.6), 3.5)).toBeGreaterThan(0.05);
    expect(markerProbability(read('EREOT', 'EREOT', 0.999), 3.5)).toBeLessThan(0.01);
    expect(markerProbability(read('AP ERECT', 'AP ERECT', 0.999), 5.6)).toBeGreaterThan(0.9);
  });

  it('is nothing for a name that begins like one', () => {
    expect(markerProbability(read('ЛЕВИН', 'ЛЕВЫЙ', 0.9), 3.5)).toBeLessThan(0.05);
    expect(markerProbability(read('СМИРНОВ', 'СМИРНОВ', 0.99), 4.9)).toBe(0);
  });

  it('is nothing for a letter in a long line, or for one that is not sure', () => {
    expect(markerProbability(read('E', 'E', 0.99), 1)).toBeGreaterThan(0.9);
    expect(markerProbability(read('E', 'E', 0.99), 3)).toBe(0);
    expect(markerProbability(read('E', 'F', 0.4), 1)).toBe(0);
  });
});
