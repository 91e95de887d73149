import { describe, expect, it } from 'vitest';
import { type Answers, normalAnswers } from './answers.js';
import { chestFilm } from './chest-film.js';
import { rowsOf } from './rows.js';
import { summaryOf } from './summary.js';

const answers: Answers = {
  ...normalAnswers(chestFilm, {}),
  Effusion: { kind: 'option', value: 'present' },
  brixia: { kind: 'brixia', zones: [1, 2, 3, 0, 0, 1] },
  rale: {
    kind: 'rale',
    quadrants: [
      { extent: 2, density: 3 },
      { extent: 0, density: null },
      { extent: 0, density: null },
      { extent: 1, density: null },
    ],
  },
  comment: { kind: 'text', text: ' Portable. ' },
};

describe('what a form says', () => {
  it('comes in codes and words; what is open is left out', () => {
    const summary = summaryOf(chestFilm, answers);
    expect(summary.find(({ question }) => question === 'Effusion')).toMatchObject({
      kind: 'presence',
      value: 'present',
      code: { CodeValue: '60046008', CodingSchemeDesignator: 'SCT' },
      words: { ru: 'Плевральный выпот' },
    });
    expect(summary.find(({ question }) => question === 'covid-category')).toMatchObject({
      kind: 'choice',
      value: 'normal',
      normal: true,
    });
    expect(summary.find(({ kind }) => kind === 'brixia')).toMatchObject({
      score: 7,
      zones: [1, 2, 3, 0, 0, 1],
    });
    expect(summary.find(({ kind }) => kind === 'rale')).toBeUndefined();
    expect(summary.at(-1)).toMatchObject({ kind: 'text', text: 'Portable.' });
    expect(summaryOf(chestFilm, {})).toEqual([]);
  });

  it('makes a line of a table of every answer', () => {
    const form = { SOPInstanceUID: '1.2', reader: 'A', lines: null, answers } as const;
    const rows = rowsOf(chestFilm, { ...form, role: 'reader', state: 'submitted' });
    expect(rows).toHaveLength(22);
    expect(rows.find(({ question }) => question === 'brixia')).toEqual({
      SOPInstanceUID: '1.2',
      reader: 'A',
      role: 'reader',
      state: 'submitted',
      template: 'chest-film',
      templateVersion: 1,
      question: 'brixia',
      code: '',
      value: '7',
      zones: '1 2 3 0 0 1',
    });
    expect(rows.find(({ question }) => question === 'Mass')).toMatchObject({
      code: '99TYNYS:lung-mass',
      value: 'absent',
    });
  });
});
