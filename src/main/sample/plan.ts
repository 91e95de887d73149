import {
  type DataSet,
  type DirectoryRecord,
  encodeDirectory,
  encodeInstance,
  uidFromRandom,
} from '../../domain/dicom/index.js';
import { cast, type SampleSeries, sampleEdition } from './cast.js';
import { type CtSlice, paintChestCt, sliceCount } from './chest-ct.js';
import { ctDataSet, filmDataSet, type Place } from './instances.js';
import { paintFilm } from './paint-film.js';
import { seededRandom } from './random.js';

const ExplicitVRLittleEndian = '1.2.840.10008.1.2.1';

/** A file of the disc: components of its path below the root (PS3.10 8.2), and what the DICOMDIR says of it. */
interface PlannedFile {
  readonly path: readonly string[];
  readonly place: Place;
}

/** The files of one series, painted together. */
export interface PlannedSeries {
  readonly files: readonly PlannedFile[];
  /** Encoded files in the order of `files`; takes a second or so a film. */
  paint(): Generator<Uint8Array>;
}

export interface DiscPlan {
  readonly series: readonly PlannedSeries[];
  readonly directory: Uint8Array;
}

function number(prefix: string, value: number): string {
  return prefix + String(value).padStart(8 - prefix.length, '0');
}

/** The same UIDs on every machine, so that the sample imported twice is a duplicate and not a second patient. */
function uidSource(): () => string {
  const random = seededRandom(0x71_6e_00 + sampleEdition);
  return () => uidFromRandom(Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)));
}

function directoryKeys(dataSet: DataSet, keywords: readonly (keyof DataSet)[]): DataSet {
  return Object.fromEntries(keywords.map((keyword) => [keyword, dataSet[keyword] ?? '']));
}

function classOf({ image }: SampleSeries): { SOPClassUID: string; Modality: string; images: number } {
  return image.view === 'CT'
    ? { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', Modality: 'CT', images: sliceCount }
    : { SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1', Modality: 'DX', images: 1 };
}

function* paintSeries({ image }: SampleSeries, files: readonly PlannedFile[]): Generator<Uint8Array> {
  if (image.view === 'CT') {
    const slices = paintChestCt(image);
    for (const { place } of files) {
      const slice: CtSlice | undefined = slices.next().value;
      if (slice === undefined) throw new Error('the CT has fewer slices than planned');
      yield encodeInstance(ctDataSet(place, slice));
    }
    return;
  }
  for (const { place } of files) {
    yield encodeInstance(filmDataSet(place, image.view, image.photometric, paintFilm(image)));
  }
}

/** Lays out the whole disc; pixels are painted only when a series is asked for them. */
export function planDisc(): DiscPlan {
  const uid = uidSource();
  const series: PlannedSeries[] = [];
  let accession = 0;
  const patients = cast.map(({ identity, studies }, patientIndex): DirectoryRecord => {
    const patientDir = number('PA', patientIndex + 1);
    const patient: DataSet = {
      ...identity,
      IssuerOfPatientID: 'TYNYS-SAMPLE',
      PatientComments: 'Synthetic: nobody has this name, number and birth date.',
    };
    const studyRecords = studies.map((planned, studyIndex): DirectoryRecord => {
      accession++;
      const study: DataSet = {
        StudyInstanceUID: uid(),
        StudyDate: planned.date,
        StudyTime: planned.time,
        StudyID: `S${accession}`,
        AccessionNumber: `SAMPLE${String(accession).padStart(4, '0')}`,
        StudyDescription: planned.description,
        ReferringPhysicianName: '',
        PatientAge: planned.age,
      };
      const FrameOfReferenceUID = uid();
      const seriesRecords = planned.series.map((plannedSeries, seriesIndex): DirectoryRecord => {
        const { SOPClassUID, Modality, images } = classOf(plannedSeries);
        const keys: DataSet = {
          Modality,
          SeriesInstanceUID: uid(),
          SeriesNumber: seriesIndex + 1,
          SeriesDescription: plannedSeries.description,
          ...(Modality === 'CT' ? { FrameOfReferenceUID } : {}),
        };
        const files = Array.from(
          { length: images },
          (_, imageIndex): PlannedFile => ({
            path: [
              'DICOM',
              patientDir,
              number('ST', studyIndex + 1),
              number('SE', seriesIndex + 1),
              number('IM', imageIndex + 1),
            ],
            place: {
              patient,
              study,
              series: keys,
              SOPInstanceUID: uid(),
              InstanceNumber: imageIndex + 1,
              date: planned.date,
              time: planned.time,
            },
          }),
        );
        series.push({ files, paint: () => paintSeries(plannedSeries, files) });
        return {
          keys: {
            DirectoryRecordType: 'SERIES',
            ...directoryKeys(keys, ['Modality', 'SeriesInstanceUID', 'SeriesNumber', 'SeriesDescription']),
            SpecificCharacterSet: 'ISO_IR 192',
          },
          children: files.map(({ path, place }) => ({
            keys: {
              DirectoryRecordType: 'IMAGE',
              ReferencedFileID: path,
              ReferencedSOPClassUIDInFile: SOPClassUID,
              ReferencedSOPInstanceUIDInFile: place.SOPInstanceUID,
              ReferencedTransferSyntaxUIDInFile: ExplicitVRLittleEndian,
              InstanceNumber: place.InstanceNumber,
            },
            children: [],
          })),
        };
      });
      return {
        keys: {
          DirectoryRecordType: 'STUDY',
          SpecificCharacterSet: 'ISO_IR 192',
          ...directoryKeys(study, [
            'StudyDate',
            'StudyTime',
            'StudyDescription',
            'StudyInstanceUID',
            'StudyID',
            'AccessionNumber',
          ]),
        },
        children: seriesRecords,
      };
    });
    return {
      keys: {
        DirectoryRecordType: 'PATIENT',
        SpecificCharacterSet: 'ISO_IR 192',
        ...directoryKeys(patient, ['PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex']),
      },
      children: studyRecords,
    };
  });
  return { series, directory: encodeDirectory({ FileSetID: 'TYNYS', SOPInstanceUID: uid() }, patients) };
}
