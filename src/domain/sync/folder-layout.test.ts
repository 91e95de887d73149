import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeIndexLine, type IndexLine, parseIndex, pathInFolder } from './folder-layout.js';

const line: IndexLine = {
  path: 'TY-1/2.25.1/2.25.2/2.25.3.dcm',
  sha256: 'a'.repeat(64),
  bytes: 10,
  storedAt: '2026-01-01T00:00:00.000Z',
  SOPInstanceUID: '2.25.3',
  SeriesInstanceUID: '2.25.2',
  StudyInstanceUID: '2.25.1',
  PatientID: 'TY-1',
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
  Modality: 'DX',
  PatientSex: 'F',
  PatientAge: '053Y',
  StudyDate: '20240131',
  StudyDescription: 'грудная клетка\n',
  SeriesDescription: '',
  BodyPartExamined: 'CHEST',
  ViewPosition: 'PA',
};

describe('the index of a folder', () => {
  it('is read as it was written, up to a line that a power cut left', () => {
    const text = encodeIndexLine(line) + encodeIndexLine({ ...line, bytes: 11 });
    expect(parseIndex(text)).toEqual([line, { ...line, bytes: 11 }]);
    expect(parseIndex(text.slice(0, -1))).toEqual([line]);
    expect(parseIndex(`${encodeIndexLine(line)}{"path":"x"}\nnull\n[]\nnonsense\n`)).toEqual([line]);
  });

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseIndex(text))));
  });
});

it('names no place outside its folder, whatever the object calls itself', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (PatientID, UID) => {
      const parts = pathInFolder({
        PatientID,
        StudyInstanceUID: UID,
        SeriesInstanceUID: UID,
        SOPInstanceUID: UID,
      });
      for (const part of parts) expect(part).toMatch(/^[\w-][\w.-]*$/);
    }),
  );
  expect(
    pathInFolder({
      PatientID: 'TY-1',
      StudyInstanceUID: '2.25.1',
      SeriesInstanceUID: '2.25.2',
      SOPInstanceUID: '2.25.3',
    }).join('/'),
  ).toBe(line.path);
  expect(
    pathInFolder({ PatientID: '..', StudyInstanceUID: '', SeriesInstanceUID: 'index', SOPInstanceUID: '/a' }),
  ).toEqual(['_', '_', '_', '_a.dcm']);
});
