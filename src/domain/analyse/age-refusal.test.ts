import { describe, expect, it } from 'vitest';
import { ageRefusal } from './age-refusal.js';
import { film } from './testing.js';

const refusal = (PatientAge: string, PatientBirthDate = '', StudyDate = '20240131') =>
  ageRefusal({ ...film, patientAndStudy: { PatientAge, PatientBirthDate, StudyDate } });

describe('the age that an object states', () => {
  it.each([
    ['015Y', 'child-by-age'],
    ['016Y', undefined],
    ['093Y', undefined],
    ['018M', 'child-by-age'],
    ['003D', 'child-by-age'],
    // A filler is no age.
    ['000Y', undefined],
    ['', undefined],
  ])('%s: %s', (age, expected) => {
    expect(refusal(age)).toBe(expected);
  });

  it('is worked out from the dates where it is not stated, and is the stated one where both are', () => {
    expect(refusal('', '20080201')).toBe('child-by-age');
    expect(refusal('', '20080131')).toBeUndefined();
    expect(refusal('', '20230801')).toBe('child-by-age');
    expect(refusal('', '20250101')).toBeUndefined();
    expect(refusal('', '20080201', '')).toBeUndefined();
    expect(refusal('045Y', '20200101')).toBeUndefined();
  });
});
