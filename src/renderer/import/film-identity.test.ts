import { describe, expect, it } from 'vitest';
import { emptyDraft, type FilmDraft, toIdentity } from './film-identity.js';

const existing = {
  patientId: 7,
  PatientName: 'Ахметова^Айгүл',
  PatientID: '4711',
  IssuerOfPatientID: 'ALM',
  PatientBirthDate: '19790301',
  PatientSex: 'F',
};

describe('toIdentity', () => {
  it('says nothing until a person has said whose the film is', () => {
    expect(toIdentity(emptyDraft)).toBeNull();
    expect(toIdentity({ ...emptyDraft, from: 'typed' })).toBeNull();
    const nameOnly: FilmDraft = {
      ...emptyDraft,
      from: 'typed',
      typed: { ...emptyDraft.typed, familyName: 'Doe' },
    };
    expect(toIdentity(nameOnly)).toBeNull();
  });

  it('takes over a patient of the store as it is', () => {
    expect(toIdentity({ ...emptyDraft, existing, StudyDate: '20240517', ViewPosition: 'PA' })).toEqual({
      PatientName: 'Ахметова^Айгүл',
      PatientID: '4711',
      IssuerOfPatientID: 'ALM',
      PatientBirthDate: '19790301',
      PatientSex: 'F',
      StudyDate: '20240517',
      StudyDescription: '',
      Modality: 'DX',
      ViewPosition: 'PA',
      BodyPartExamined: 'CHEST',
    });
  });

  it('leaves out a birth date that is no date', () => {
    expect(toIdentity({ ...emptyDraft, existing: { ...existing, PatientBirthDate: '1979' } })).toMatchObject({
      PatientBirthDate: '',
    });
  });

  it('waits while a typed day is no day of the calendar', () => {
    expect(toIdentity({ ...emptyDraft, existing, StudyDate: '20240231' })).toBeNull();
    expect(toIdentity({ ...emptyDraft, existing, StudyDate: '202402' })).toBeNull();
  });

  it('keeps the delimiters of PN out of typed names', () => {
    const draft: FilmDraft = {
      ...emptyDraft,
      from: 'typed',
      typed: { ...emptyDraft.typed, familyName: 'O=Hara^x', givenName: ' Jane ', PatientID: 'A\\1' },
    };
    expect(toIdentity(draft)).toMatchObject({ PatientName: 'O Hara x^Jane', PatientID: 'A1' });
  });

  it('ignores the half of the form that is not in use', () => {
    expect(toIdentity({ ...emptyDraft, from: 'typed', existing })).toBeNull();
  });
});
