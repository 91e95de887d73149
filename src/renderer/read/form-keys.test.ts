import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answers, chestFilm, firstOpen, misfit, normalAnswers } from '../../domain/read/index.js';
import { type FormPlace, type FormStep, nextNumber, pressKey } from './form-keys.js';

const start: FormPlace = { question: 'Atelectasis', slot: 0 };

/** Keys as they are printed: letters, digits, or codes. */
function type(keys: string, answers: Answers = {}, at: FormPlace = start): FormStep {
  let step: FormStep = { answers, at };
  for (const key of keys.split(' ')) {
    const code = /^[A-Z]$/.test(key) ? `Key${key}` : /^\d$/.test(key) ? `Digit${key}` : key;
    step = pressKey(chestFilm, step.answers, step.at, { code }) ?? step;
  }
  return step;
}

describe('keys of a form', () => {
  it('one fills a normal film', () => {
    const { answers } = type('N');
    expect(answers).toEqual(normalAnswers(chestFilm, {}));
    expect(firstOpen(chestFilm, answers)).toBeUndefined();
  });

  it('letters lead to questions, digits answer and go on', () => {
    const { answers, at } = type('E 3 2');
    expect(answers['Effusion']).toEqual({ kind: 'option', value: 'present' });
    // What follows effusion in the form.
    expect(answers['Emphysema']).toEqual({ kind: 'option', value: 'possible' });
    expect(at).toEqual({ question: 'Fibrosis', slot: 0 });
  });

  it('digits fill the zones of a score one after another', () => {
    const { answers, at } = type('B 1 2 3 0 1 2');
    expect(answers['brixia']).toEqual({ kind: 'brixia', zones: [1, 2, 3, 0, 1, 2] });
    expect(at).toEqual({ question: 'rale', slot: 0 });
    // Density is asked for only where there is extent.
    expect(type('R 2 1 0 4 3 0').answers['rale']).toEqual({
      kind: 'rale',
      quadrants: [
        { extent: 2, density: 1 },
        { extent: 0, density: null },
        { extent: 4, density: 3 },
        { extent: 0, density: null },
      ],
    });
    expect(type('B 4').answers).toEqual({});
  });

  it('arrows walk and turn, Backspace takes back', () => {
    expect(type('ArrowDown').at.question).toBe('Cardiomegaly');
    expect(type('ArrowUp').at).toEqual(start);
    expect(type('ArrowRight ArrowRight').answers['Atelectasis']).toEqual({
      kind: 'option',
      value: 'possible',
    });
    expect(type('ArrowLeft').answers['Atelectasis']).toEqual({ kind: 'option', value: 'not-assessed' });
    expect(type('B ArrowLeft').at).toEqual({ question: 'brixia', slot: 5 });
    expect(type('E 3 E Backspace').answers).toEqual({});
  });

  it('lead to the field of words, and mean nothing else', () => {
    expect(type('W')).toMatchObject({ at: { question: 'comment' }, write: true });
    expect(pressKey(chestFilm, {}, start, { code: 'F5' })).toBeUndefined();
    expect(pressKey(chestFilm, {}, start, { code: 'Digit9' })).toBeUndefined();
  });

  it('never make an answer that its question does not have', () => {
    const code = fc.constantFrom(
      ...[...'ABCDEFGHIKLMNOPQRSTUVWXY'].map((letter) => `Key${letter}`),
      ...[...'0123456789'].map((digit) => `Digit${digit}`),
      ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Backspace', 'Enter'],
    );
    fc.assert(
      fc.property(fc.array(code, { maxLength: 60 }), (codes) => {
        const { answers } = type(codes.join(' '));
        expect(misfit(chestFilm, answers)).toBeUndefined();
      }),
    );
  });
});

describe('a click on a number', () => {
  it('makes it the next, and after the last the first', () => {
    const question = { kind: 'rale', id: 'rale', key: 'R', words: {} } as const;
    const quadrant = { extent: 4, density: 3 };
    const answer = { kind: 'rale', quadrants: [quadrant, quadrant, quadrant, quadrant] } as const;
    expect(nextNumber(question, undefined, 0)).toBe(0);
    expect(nextNumber(question, answer, 0)).toBe(0);
    expect(nextNumber(question, answer, 1)).toBe(1);
  });
});
