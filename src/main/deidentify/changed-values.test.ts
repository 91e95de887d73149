import { describe, expect, it } from 'vitest';
import { keywordOf } from '../../domain/deidentify/index.js';
import { encodeInstance, memorySource } from '../../domain/dicom/index.js';
import { changedValues, stepsOf } from './changed-values.js';

const object = (PatientName: string, text: { StudyDescription?: string; PatientComments?: string } = {}) =>
  memorySource(
    encodeInstance({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
      SOPInstanceUID: '2.25.1',
      StudyInstanceUID: '2.25.2',
      SeriesInstanceUID: '2.25.3',
      PatientName,
      ...text,
    }),
  );
const change = (path: string) => ({ path, action: 'replaced', by: 'basic' }) as const;

describe('changedValues', () => {
  it('shows what stood there and what would leave', () => {
    const report = [change('(0010,0010)'), change('(0008,1030)')];
    const [name, description] = changedValues(
      report,
      object('Әлия^Нұр', { StudyDescription: 'Chest' }),
      object('TY-1'),
    );
    expect(name).toMatchObject({ keyword: 'PatientName', original: 'Әлия^Нұр', released: 'TY-1' });
    expect(description).toMatchObject({ keyword: 'StudyDescription', original: 'Chest', released: null });
  });

  it('cuts long values, and finds nothing where a path leads nowhere', () => {
    const long = changedValues(
      [change('(0010,4000)')],
      object('A', { PatientComments: 'x'.repeat(300) }),
      object('B'),
    );
    expect(long[0]?.original).toHaveLength(161);
    const [lost, odd] = changedValues(
      [change('(0040,A730)[2]>(0040,A160)'), change('nowhere')],
      object('A'),
      object('B'),
    );
    expect(lost).toMatchObject({ original: null, released: null });
    expect(odd).toMatchObject({ keyword: '', original: null, released: null });
  });
});

describe('keywordOf', () => {
  it('names what the table has and what is added', () => {
    expect(keywordOf(0x00100010)).toBe('PatientName');
    expect(keywordOf(0x00120062)).toBe('PatientIdentityRemoved');
    expect(keywordOf(0x00091001)).toBe('');
  });
});

describe('stepsOf', () => {
  it('takes a path apart', () => {
    expect(stepsOf('(0040,A730)[2]>(0040,A160)')).toEqual([
      { tag: 0x0040a730, item: 2 },
      { tag: 0x0040a160, item: 0 },
    ]);
  });
});
