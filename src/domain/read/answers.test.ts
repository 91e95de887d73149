import { describe, expect, it } from 'vitest';
import { type Answers, firstOpen, isAnswered, misfit, normalAnswers } from './answers.js';
import { chestFilm } from './chest-film.js';
import { scoreOf } from './severity.js';
import { questionsOf, templateClash, wordsIn } from './template.js';

const normal = normalAnswers(chestFilm, {});

describe('the form of a chest film', () => {
  it('asks for 14 findings, category, scores, quality and a comment, each by a letter of its own', () => {
    const kinds = questionsOf(chestFilm).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'presence')).toHaveLength(14);
    expect(kinds.filter((kind) => kind === 'choice')).toHaveLength(6);
    expect(kinds).toContain('brixia');
    expect(kinds).toContain('rale');
    expect(kinds).toContain('text');
    expect(templateClash(chestFilm)).toBeUndefined();
    expect(questionsOf(chestFilm).map(({ key }) => key)).not.toContain('N');
  });

  it('is filled by what a normal film answers, but for what is said in words', () => {
    expect(firstOpen(chestFilm, {})?.id).toBe('Atelectasis');
    expect(firstOpen(chestFilm, normal)).toBeUndefined();
    expect(misfit(chestFilm, normal)).toBeUndefined();
    expect(normal['Effusion']).toEqual({ kind: 'option', value: 'absent' });
    expect(normal['covid-category']).toEqual({ kind: 'option', value: 'normal' });
    expect(normal['diagnostic']).toEqual({ kind: 'option', value: 'yes' });
    expect(scoreOf(normal['brixia'])).toBe(0);
    expect(scoreOf(normal['rale'])).toBe(0);
    const comment: Answers = { comment: { kind: 'text', text: 'Portable.' } };
    expect(normalAnswers(chestFilm, comment)['comment']).toEqual({ kind: 'text', text: 'Portable.' });
  });

  it.each([
    ['an option that is none', { Effusion: { kind: 'option', value: 'maybe' } }, 'Effusion'],
    ['a question that is not asked', { Rib: { kind: 'option', value: 'absent' } }, 'Rib'],
    ['another kind of answer', { brixia: { kind: 'text', text: '3' } }, 'brixia'],
    ['a number beyond the score', { brixia: { kind: 'brixia', zones: [0, 0, 4, 0, 0, 0] } }, 'brixia'],
    ['too few zones', { brixia: { kind: 'brixia', zones: [0] } }, 'brixia'],
    [
      'density of nothing',
      { rale: { kind: 'rale', quadrants: Array(4).fill({ extent: 0, density: 2 }) } },
      'rale',
    ],
  ] satisfies [string, Answers, string][])('does not take %s', (_what, answers, id) => {
    expect(misfit(chestFilm, { ...normal, ...answers })).toBe(id);
  });

  it('is open while a zone is', () => {
    const brixia = questionsOf(chestFilm).find(({ kind }) => kind === 'brixia');
    if (!brixia) throw new Error('the form has no Brixia score');
    const zones = [1, 2, 3, null, 0, 0];
    expect(isAnswered(brixia, { brixia: { kind: 'brixia', zones } })).toBe(false);
    expect(isAnswered(brixia, { brixia: { kind: 'brixia', zones: zones.with(3, 0) } })).toBe(true);
  });
});

describe('words of a template', () => {
  it('are those of the screen, else English, else what there is', () => {
    expect(wordsIn({ en: 'Yes', ru: 'Да' }, 'ru')).toBe('Да');
    expect(wordsIn({ en: 'Yes', ru: 'Да' }, 'kk')).toBe('Yes');
    expect(wordsIn({ ru: 'Да' }, 'kk')).toBe('Да');
  });
});
