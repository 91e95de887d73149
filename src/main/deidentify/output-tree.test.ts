import { describe, expect, it } from 'vitest';
import { TreeNames } from './output-tree.js';

const object = {
  PatientID: 'TY-0000-0000-0000',
  StudyInstanceUID: '2.25.1',
  SeriesInstanceUID: '2.25.2',
  SOPInstanceUID: '2.25.3',
};

describe('names in a tree', () => {
  it('are pseudonym, study, series and instance', () => {
    expect(new TreeNames().next(object, () => false)).toEqual({
      path: 'TY-0000-0000-0000/2.25.1/2.25.2/2.25.3.dcm',
      repeated: false,
    });
  });

  it('lose none of two objects that share a UID, and write one that is there twice once', () => {
    const names = new TreeNames();
    const written = new Map<string, string>();
    const next = (bytes: string) => {
      const given = names.next(object, (path) => written.get(path) === bytes);
      written.set(given.path, bytes);
      return given;
    };
    expect(next('a').path).toMatch(/\/2\.25\.3\.dcm$/);
    expect(next('b')).toMatchObject({
      path: expect.stringMatching(/\/2\.25\.3_2\.dcm$/),
      repeated: false,
    });
    expect(next('b')).toMatchObject({
      path: expect.stringMatching(/_2\.dcm$/),
      repeated: true,
    });
    expect(next('a')).toMatchObject({
      path: expect.stringMatching(/\/2\.25\.3\.dcm$/),
      repeated: true,
    });
  });

  it('never lead out of the folder', () => {
    const { path } = new TreeNames().next(
      { PatientID: '..', StudyInstanceUID: '../../x', SeriesInstanceUID: '', SOPInstanceUID: '/etc/passwd' },
      () => false,
    );
    expect(path).toBe('no-patient/.._.._x/no-series/_etc_passwd.dcm');
  });
});
