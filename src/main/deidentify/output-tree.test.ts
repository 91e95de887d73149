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
    expect(new TreeNames().next(object, 'a')).toEqual({
      path: 'TY-0000-0000-0000/2.25.1/2.25.2/2.25.3.dcm',
      repeated: false,
    });
  });

  it('lose none of two objects that share a UID, and write one that is there twice once', () => {
    const names = new TreeNames();
    expect(names.next(object, 'a').path).toMatch(/\/2\.25\.3\.dcm$/);
    expect(names.next(object, 'b')).toMatchObject({
      path: expect.stringMatching(/\/2\.25\.3_2\.dcm$/),
      repeated: false,
    });
    expect(names.next(object, 'b')).toMatchObject({
      path: expect.stringMatching(/_2\.dcm$/),
      repeated: true,
    });
    expect(names.next(object, 'a')).toMatchObject({
      path: expect.stringMatching(/\/2\.25\.3\.dcm$/),
      repeated: true,
    });
  });

  it('never lead out of the folder', () => {
    const { path } = new TreeNames().next(
      { PatientID: '..', StudyInstanceUID: '../../x', SeriesInstanceUID: '', SOPInstanceUID: '/etc/passwd' },
      'a',
    );
    expect(path).toBe('no-patient/.._.._x/no-series/_etc_passwd.dcm');
  });
});
