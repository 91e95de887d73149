import { describe, expect, it } from 'vitest';
import { memorySource } from './byte-source.js';
import { readDicomdir } from './dicomdir.js';
import { type DirectoryRecord, encodeDirectory } from './write-directory.js';

function image(name: string, uid: string): DirectoryRecord {
  return {
    keys: {
      DirectoryRecordType: 'IMAGE',
      ReferencedFileID: ['DICOM', name],
      ReferencedSOPClassUIDInFile: '1.2.840.10008.5.1.4.1.1.7',
      ReferencedSOPInstanceUIDInFile: uid,
      ReferencedTransferSyntaxUIDInFile: '1.2.840.10008.1.2.1',
      InstanceNumber: 1,
    },
    children: [],
  };
}

function study(uid: string, images: readonly DirectoryRecord[]): DirectoryRecord {
  return {
    keys: { DirectoryRecordType: 'STUDY', StudyInstanceUID: uid, StudyDate: '20250311' },
    children: [
      {
        keys: { DirectoryRecordType: 'SERIES', SeriesInstanceUID: `${uid}.1`, Modality: 'DX' },
        children: images,
      },
    ],
  };
}

describe('encodeDirectory', () => {
  it('links records so that a reader finds each file under its own study', () => {
    const bytes = encodeDirectory({ FileSetID: 'TEST', SOPInstanceUID: '1.2.9' }, [
      {
        keys: {
          DirectoryRecordType: 'PATIENT',
          SpecificCharacterSet: 'ISO_IR 192',
          PatientName: 'Жұмабаева^Айгүл',
          PatientID: 'A',
        },
        children: [
          study('1.2.3', [image('IM1', '1.2.3.1.1'), image('IM2', '1.2.3.1.2')]),
          study('1.2.4', []),
        ],
      },
      {
        keys: { DirectoryRecordType: 'PATIENT', PatientName: 'B', PatientID: 'B' },
        children: [study('1.2.5', [image('IM3', '1.2.5.1.1')])],
      },
    ]);
    const read = readDicomdir(memorySource(bytes));
    if (!read.ok) throw new Error(read.reason.code);
    expect(read.notes).toEqual([]);
    expect(read.files.map((file) => [file.components.join('/'), file.StudyInstanceUID])).toEqual([
      ['DICOM/IM1', '1.2.3'],
      ['DICOM/IM2', '1.2.3'],
      ['DICOM/IM3', '1.2.5'],
    ]);
    expect(read.studies.find(({ StudyInstanceUID }) => StudyInstanceUID === '1.2.3')).toMatchObject({
      PatientName: 'Жұмабаева^Айгүл',
      NumberOfStudyRelatedInstances: 2,
    });
  });

  it('writes an empty file-set', () => {
    const read = readDicomdir(memorySource(encodeDirectory({ FileSetID: '', SOPInstanceUID: '1.2' }, [])));
    expect(read).toMatchObject({ ok: true, files: [], studies: [] });
  });
});
