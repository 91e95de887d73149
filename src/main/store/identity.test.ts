import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityKey, normalisedName, patientIdKey } from '../../domain/patient/identity.js';
import { hierarchyKeys, studiedAt, uidOf } from './identity.js';

const patient = {
  IssuerOfPatientID: 'ALMATY',
  PatientID: 'P1',
  PatientName: 'ИВАНОВА^АННА',
  PatientBirthDate: '19700102',
};

describe('identityKey', () => {
  it('sees one person through case, padding, composition and white space', () => {
    const same = [
      { ...patient, PatientName: 'Иванова^Анна^^^' },
      { ...patient, PatientName: ' ИВАНОВА ^ АННА ' },
      { ...patient, PatientName: 'ИВАНОВА^АННА==' },
      { ...patient, PatientID: ' p1 ' },
      { ...patient, IssuerOfPatientID: 'Almaty ' },
    ];
    for (const other of same) expect(identityKey(other, '1.2')).toBe(identityKey(patient, '1.2'));
    const composed = { ...patient, PatientName: 'M\u00fcller' };
    const decomposed = { ...patient, PatientName: 'Mu\u0308ller' };
    expect(identityKey(composed, '1.2')).toBe(identityKey(decomposed, '1.2'));
  });

  it('tells people apart by each of issuer, ID, name and birth date', () => {
    const others = [
      { ...patient, IssuerOfPatientID: 'ASTANA' },
      { ...patient, PatientID: 'P2' },
      { ...patient, PatientName: 'ИВАНОВА^АЛЛА' },
      { ...patient, PatientName: 'ИВАНОВА АННА' },
      { ...patient, PatientBirthDate: '19700103' },
    ];
    const keys = new Set([patient, ...others].map((each) => identityKey(each, '1.2')));
    expect(keys.size).toBe(others.length + 1);
  });

  it('never takes two people without a PatientID for one', () => {
    const nobody = { IssuerOfPatientID: '', PatientID: '  ', PatientName: 'Anonymous', PatientBirthDate: '' };
    expect(identityKey(nobody, '1.2')).not.toBe(identityKey(nobody, '1.3'));
    expect(identityKey(nobody, '1.2')).toBe(identityKey(nobody, '1.2'));
  });

  it('keeps apart what only joining the attributes would make equal', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.string(), fc.string(), fc.string()),
        fc.tuple(fc.string(), fc.string(), fc.string()),
        (a, b) => {
          const of = ([IssuerOfPatientID, PatientID, PatientName]: [string, string, string]): string =>
            identityKey(
              { IssuerOfPatientID, PatientID: `#${PatientID}`, PatientName, PatientBirthDate: '' },
              '1',
            );
          const parts = (t: [string, string, string]): string[] => [
            patientIdKey(t[0]),
            patientIdKey(`#${t[1]}`),
            normalisedName(t[2]),
          ];
          const equal = parts(a).every((part, index) => part === parts(b)[index]);
          expect(of(a) === of(b)).toBe(equal);
        },
      ),
    );
  });
});

describe('normalisedName', () => {
  it('is idempotent and blind to case, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const once = normalisedName(name);
        expect(normalisedName(once)).toBe(once);
        expect(normalisedName(name.toUpperCase())).toBe(normalisedName(name.toUpperCase().toLowerCase()));
        expect(normalisedName(`  ${name} `)).toBe(once);
      }),
      { numRuns: 200 },
    );
  });
});

describe('hierarchyKeys', () => {
  it('stands in for a missing UID without ever showing as one', () => {
    const keys = hierarchyKeys(
      { StudyInstanceUID: '', SeriesInstanceUID: '1.2', SOPInstanceUID: '' },
      'ab'.repeat(32),
    );
    expect(uidOf(keys.study)).toBe('');
    expect(uidOf(keys.series)).toBe('1.2');
    expect(uidOf(keys.instance)).toBe('');
    expect(keys.instance).not.toBe(
      hierarchyKeys({ StudyInstanceUID: '', SeriesInstanceUID: '', SOPInstanceUID: '' }, 'cd'.repeat(32))
        .instance,
    );
  });
});

describe('studiedAt', () => {
  it.each([
    ['20240131', '101530.123', 20240131101530],
    ['20240131', '10', 20240131100000],
    ['20240131', '', 20240131000000],
    ['20240131', '10:15', 20240131000000],
    ['', '101530', 0],
    ['2024-01-31', '', 0],
  ])('%s %s', (date, time, expected) => {
    expect(studiedAt(date, time)).toBe(expected);
  });
});
