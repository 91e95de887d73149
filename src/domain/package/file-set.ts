import { type DirectoryRecord, encodeDirectory, type InstanceHeader, sopClass } from '../dicom/index.js';

/** An object of a file-set, and its path below the root: at most 8 components of 8 characters of A-Z, 0-9, _ (PS3.10 8.2). */
export interface Member {
  readonly header: InstanceHeader;
  readonly fileId: readonly string[];
}

/** The path of the n-th object of a file-set, from 1. */
export function fileIdOf(n: number): readonly [string, string] {
  return ['DICOM', `I${String(n).padStart(7, '0')}`];
}

/** The DICOMDIR of a file-set (PS3.3 F): patients, studies, series and objects, each where it comes first. */
export function directoryOf(
  FileSetID: string,
  SOPInstanceUID: string,
  members: readonly Member[],
): Uint8Array {
  const patients = new Map<string, Branch>();
  for (const { header, fileId } of members) {
    const patient = branch(patients, `${header.IssuerOfPatientID}\n${header.PatientID}`, {
      DirectoryRecordType: 'PATIENT',
      SpecificCharacterSet: 'ISO_IR 192',
      PatientName: header.PatientName,
      PatientID: header.PatientID,
    });
    const study = branch(patient.below, header.StudyInstanceUID, {
      DirectoryRecordType: 'STUDY',
      SpecificCharacterSet: 'ISO_IR 192',
      StudyDate: header.StudyDate,
      StudyTime: header.StudyTime,
      StudyDescription: header.StudyDescription,
      StudyInstanceUID: header.StudyInstanceUID,
      StudyID: header.StudyID,
      AccessionNumber: header.AccessionNumber,
    });
    const series = branch(study.below, header.SeriesInstanceUID, {
      DirectoryRecordType: 'SERIES',
      Modality: header.Modality,
      SeriesInstanceUID: header.SeriesInstanceUID,
      SeriesNumber: header.SeriesNumber ?? '',
    });
    branch(series.below, fileId.join('\\'), {
      DirectoryRecordType: recordType(header.SOPClassUID),
      ReferencedFileID: fileId,
      ReferencedSOPClassUIDInFile: header.SOPClassUID,
      ReferencedSOPInstanceUIDInFile: header.SOPInstanceUID,
      ReferencedTransferSyntaxUIDInFile: header.TransferSyntaxUID,
      InstanceNumber: header.InstanceNumber ?? '',
    });
  }
  return encodeDirectory({ FileSetID, SOPInstanceUID }, recordsOf(patients));
}

interface Branch {
  readonly keys: DirectoryRecord['keys'];
  readonly below: Map<string, Branch>;
}

function branch(among: Map<string, Branch>, name: string, keys: DirectoryRecord['keys']): Branch {
  const known = among.get(name);
  if (known !== undefined) return known;
  const made = { keys, below: new Map<string, Branch>() };
  among.set(name, made);
  return made;
}

function recordsOf(branches: ReadonlyMap<string, Branch>): DirectoryRecord[] {
  return [...branches.values()].map(({ keys, below }) => ({ keys, children: recordsOf(below) }));
}

/** PS3.3 F.5: which records stand for which objects. */
function recordType(SOPClassUID: string): string {
  switch (sopClass(SOPClassUID)?.kind) {
    case 'sr':
      return 'SR DOCUMENT';
    case 'presentation-state':
      return 'PRESENTATION';
    case 'key-object-selection':
      return 'KEY OBJECT DOC';
    case 'document':
      return 'ENCAP DOC';
    case 'waveform':
      return 'WAVEFORM';
    default:
      return 'IMAGE';
  }
}
