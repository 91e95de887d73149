import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf } from './agreement.js';
import { type Answers, normalAnswers } from './answers.js';
import { chestFilm } from './chest-film.js';
import { agreedAnswers, mayBeAdjudicated, mayBeReopened, type Reading, visibleTo } from './reading.js';

const form = (
  reader: string,
  state: Reading['state'],
  answers: Answers = {},
  SOPInstanceUID = '1.2',
  role: Reading['role'] = 'reader',
): Reading => ({ SOPInstanceUID, reader, role, state, answers, lines: null });

const blinded = { blinded: true, readers: 2 };

const readersOf = (readings: readonly Reading[]): string[] => readings.map(({ reader }) => reader);

describe('forms about one film', () => {
  it('are hidden from another reader until both are submitted', () => {
    const both = [form('A', 'submitted'), form('B', 'begun')];
    expect(readersOf(visibleTo('A', both, blinded))).toEqual(['A']);
    expect(readersOf(visibleTo('B', both, blinded))).toEqual(['B']);
    const done = [form('A', 'submitted'), form('B', 'submitted')];
    expect(readersOf(visibleTo('A', done, blinded))).toEqual(['A', 'B']);
    expect(readersOf(visibleTo('B', both, { ...blinded, blinded: false }))).toEqual(['A', 'B']);
  });

  it('are seen by an adjudicator once all are submitted, and so is the consensus', () => {
    const begun = [form('A', 'submitted'), form('B', 'begun')];
    expect(visibleTo('C', begun, blinded)).toEqual([]);
    // The second reader has not begun: the first one's form must not be in the way.
    expect(visibleTo('B', begun.slice(0, 1), blinded)).toEqual([]);
    const consensus = form('C', 'begun', {}, '1.2', 'adjudicator');
    const done = [form('A', 'submitted'), form('B', 'submitted'), consensus];
    expect(readersOf(visibleTo('C', done, blinded))).toEqual(['A', 'B', 'C']);
    expect(readersOf(visibleTo('D', [...done, form('D', 'begun')], blinded))).toEqual(['D']);
  });

  it('never show another reader’s form to one whose own is not submitted', () => {
    const state = fc.constantFrom<Reading['state']>('begun', 'submitted');
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 5 }), (states) => {
        const forms = states.map((each, at) => form(`R${at}`, each));
        for (const own of forms) {
          const seen = visibleTo(own.reader, forms, blinded).filter((each) => each !== own);
          expect(seen.every((each) => each.state === 'submitted')).toBe(true);
          if (own.state === 'begun') expect(seen).toEqual([]);
        }
      }),
    );
  });

  it('can be adjudicated when all are submitted, and taken back while they stand alone', () => {
    const done = [form('A', 'submitted'), form('B', 'submitted')];
    expect(mayBeAdjudicated(done, blinded)).toBe(true);
    expect(mayBeAdjudicated(done, { readers: 3 })).toBe(false);
    expect(mayBeAdjudicated(done.slice(1), blinded)).toBe(false);
    expect(mayBeAdjudicated([...done, form('C', 'begun')], blinded)).toBe(false);
    expect(mayBeReopened('A', [form('A', 'submitted')])).toBe(true);
    expect(mayBeReopened('A', [form('A', 'submitted'), form('B', 'begun')])).toBe(false);
  });

  it('give a consensus what all answered alike', () => {
    const normal = normalAnswers(chestFilm, {});
    const other: Answers = { ...normal, Mass: { kind: 'option', value: 'present' } };
    const agreed = agreedAnswers([form('A', 'submitted', normal), form('B', 'submitted', other)]);
    expect(Object.keys(normal).filter((id) => !(id in agreed))).toEqual(['Mass']);
  });
});

describe('agreement of readers', () => {
  const option = (value: string): Answers => ({ Mass: { kind: 'option', value } });
  const films = (pairs: readonly (readonly string[])[]): Reading[] =>
    pairs.flatMap((values, film) =>
      values.map((value, reader) => form(`R${reader}`, 'submitted', option(value), `1.${film}`)),
    );

  it('is Cohen’s kappa of two readers', () => {
    const pairs = [
      ...Array.from({ length: 20 }, () => ['present', 'present']),
      ...Array.from({ length: 5 }, () => ['present', 'absent']),
      ...Array.from({ length: 10 }, () => ['absent', 'present']),
      ...Array.from({ length: 15 }, () => ['absent', 'absent']),
    ];
    const [all, mass] = agreementOf(chestFilm, films(pairs));
    expect(all).toMatchObject({ question: null, method: 'cohen', kappa: { subjects: 50 } });
    expect(mass).toMatchObject({ question: { id: 'Mass' }, method: 'cohen' });
    expect(mass?.kappa.kappa).toBeCloseTo(0.4, 10);
  });

  it('is Fleiss’ kappa of three, of the films that most were read by', () => {
    const three = [
      ['present', 'present', 'present'],
      ['absent', 'absent', 'absent'],
    ];
    const [, mass] = agreementOf(chestFilm, films([...three, ['present', 'absent']]));
    expect(mass).toMatchObject({ method: 'fleiss', kappa: { kappa: 1, subjects: 2 } });
  });

  it('takes zones of a score one by one, and tells how far the scores are apart', () => {
    const brixia = (...zones: number[]): Answers => ({ brixia: { kind: 'brixia', zones } });
    const found = agreementOf(chestFilm, [
      form('A', 'submitted', brixia(0, 1, 2, 0, 1, 2)),
      form('B', 'submitted', brixia(0, 1, 3, 0, 1, 2)),
      form('C', 'begun', brixia(3, 3, 3, 3, 3, 3)),
    ]);
    expect(found).toMatchObject([
      { question: { id: 'brixia' }, kappa: { subjects: 6, observed: 5 / 6 }, scoreDifference: 1 },
    ]);
  });
});
