import type { CocoShape } from '../annotate/index.js';
import { cocoDataset, csvTable } from '../annotate/index.js';
import { isStated } from './cohort.js';
import type { StatedFinding, StatedSeverity, Voice } from './finding-report.js';
import type { Split } from './split.js';

/** A file of a training set, below its folder. */
export interface SetFile {
  /** With '/'. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A grey frame as a PNG, and how its pixels came about. */
export interface SetPicture {
  readonly path: string;
  readonly frame: number;
  readonly bits: 8 | 16;
  /** 8 bits: the window in modality values and where it is from; null and '' in 16 bits. */
  readonly windowCenter: number | null;
  readonly windowWidth: number | null;
  readonly windowFrom: string;
  /** 16 bits: what was added to every stored value. */
  readonly offset: number;
}

/** One image of a training set; keywords as DICOM has them. */
export interface SetImage {
  readonly SOPInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly Modality: string;
  readonly BodyPartExamined: string;
  readonly ViewPosition: string;
  readonly PatientSex: string;
  readonly PatientAge: string;
  readonly StudyDate: string;
  readonly Manufacturer: string;
  readonly PhotometricInterpretation: string;
  readonly Rows: number;
  readonly Columns: number;
  readonly RescaleSlope: number;
  readonly RescaleIntercept: number;
  /** Codes of DeidentificationMethodCodeSequence (PS3.16 CID 7050). */
  readonly deidentification: readonly string[];
  /** Path of the object as stored; null where it is not in the set. */
  readonly dicom: string | null;
  readonly pictures: readonly SetPicture[];
}

/** One volume: a series as NIfTI. */
export interface SetVolume {
  readonly path: string;
  readonly SeriesInstanceUID: string;
  readonly slices: number;
}

/** Something that is not in the set, and why, as a stable code. */
export interface LeftOut {
  readonly UID: string;
  readonly reason: string;
}

/** A shape on an image, with whose it is. */
export interface SetShape {
  readonly shape: CocoShape;
  readonly voice: Voice;
  /** The object that it is from. */
  readonly source: string;
}

/** All that a training set has of one study. */
export interface SetStudy {
  readonly StudyInstanceUID: string;
  readonly PatientID: string;
  readonly site: string;
  readonly split: Split;
  /** Every instance that the repository had of it, sorted: another list is another state of the study. */
  readonly instances: readonly string[];
  readonly images: readonly SetImage[];
  readonly volumes: readonly SetVolume[];
  readonly findings: readonly StatedFinding[];
  readonly severities: readonly StatedSeverity[];
  readonly shapes: readonly SetShape[];
  readonly files: readonly SetFile[];
  readonly leftOut: readonly LeftOut[];
}

/** Where the parts that are loaded as pictures lie: one folder a split, as Hugging Face's `imagefolder` wants them. */
export const pictureFolder = (split: Split): string => `data/${split}`;

/**
 * `metadata.csv` of a split: a row a picture, or a row an image where there are no pictures; `file_name` is relative
 * to the table (huggingface.co/docs/datasets, image_dataset).
 */
export function metadataTable(studies: readonly SetStudy[], split: Split): string {
  const rows = studies.filter((study) => study.split === split).flatMap(imageRows);
  return csvTable(metadataColumns, rows);
}

const metadataColumns = [
  'file_name',
  'split',
  'site',
  'PatientID',
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'SOPInstanceUID',
  'frame',
  'Modality',
  'BodyPartExamined',
  'ViewPosition',
  'PatientSex',
  'PatientAge',
  'StudyDate',
  'Manufacturer',
  'PhotometricInterpretation',
  'Rows',
  'Columns',
  'RescaleSlope',
  'RescaleIntercept',
  'png_bits',
  'png_offset',
  'window_center',
  'window_width',
  'window_from',
  'dicom',
  'labels_reader',
  'labels_model',
] as const;

type MetadataRow = Readonly<Record<(typeof metadataColumns)[number], string | number>>;

function imageRows(study: SetStudy): MetadataRow[] {
  return study.images.flatMap((image): MetadataRow[] => {
    const labels = (voice: Voice): string => labelsOf(study, image.SOPInstanceUID, voice).join('; ');
    const { deidentification: _codes, pictures, dicom, ...attributes } = image;
    const common = {
      ...attributes,
      split: study.split,
      site: study.site,
      PatientID: study.PatientID,
      dicom: dicom ?? '',
      labels_reader: labels('reader'),
      labels_model: labels('model'),
    };
    const nothing = { png_bits: '', png_offset: '', window_center: '', window_width: '', window_from: '' };
    if (pictures.length === 0)
      return [{ ...common, ...nothing, file_name: dicom === null ? '' : `../../${dicom}`, frame: 1 }];
    return pictures.map((picture) => ({
      ...common,
      file_name: picture.path.slice(pictureFolder(study.split).length + 1),
      frame: picture.frame,
      png_bits: picture.bits,
      png_offset: picture.offset,
      window_center: picture.windowCenter ?? '',
      window_width: picture.windowWidth ?? '',
      window_from: picture.windowFrom,
    }));
  });
}

/** Findings of one image that count as there, each meaning once. */
function labelsOf(study: SetStudy, SOPInstanceUID: string, voice: Voice): string[] {
  const shapes = study.shapes.filter((one) => one.shape.image.SOPInstanceUID === SOPInstanceUID);
  const drawn = shapes.flatMap((one) => (one.voice === voice ? [one.shape.annotation.label] : []));
  const stated = study.findings.filter(
    (one) => one.voice === voice && one.SOPInstanceUID === SOPInstanceUID && isStated(one),
  );
  const codes = [...drawn.filter((label) => label !== null), ...stated.map(({ code }) => code)];
  return [...new Set(codes.map(({ CodeMeaning }) => CodeMeaning))].sort();
}

/** `labels.csv`: everything that was stated about images, a reader's word and a model's told apart in every row. */
export function labelTable(studies: readonly SetStudy[]): string {
  const columns = [
    'split',
    'PatientID',
    'StudyInstanceUID',
    'SOPInstanceUID',
    'label',
    'code',
    'voice',
    'by',
    'likelihood',
    'probability',
    'severity',
    'source',
  ] as const;
  const rows = studies.flatMap((study) => {
    const of = {
      split: study.split,
      PatientID: study.PatientID,
      StudyInstanceUID: study.StudyInstanceUID,
    };
    return [
      ...study.findings.map(({ code, SOPInstanceUID, voice, by, likelihood, probability, source }) => ({
        ...of,
        SOPInstanceUID,
        label: code.CodeMeaning,
        code: `${code.CodingSchemeDesignator}:${code.CodeValue}`,
        voice,
        by,
        likelihood: likelihood ?? '',
        probability: probability ?? '',
        severity: '',
        source,
      })),
      ...study.severities.map(({ name, value, voice, SOPInstanceUID }) => ({
        ...of,
        SOPInstanceUID,
        label: name,
        code: '',
        voice,
        by: '',
        likelihood: '',
        probability: '',
        severity: value,
        source: '',
      })),
    ];
  });
  return csvTable(columns, rows);
}

/** Shapes of a split as COCO; an image's `file_name` is its first PNG, else its object. */
export function shapeDataset(studies: readonly SetStudy[], split: Split): object {
  const own = studies.filter((study) => study.split === split);
  const files = new Map(
    own.flatMap(({ images }) =>
      images.map((image) => [image.SOPInstanceUID, image.pictures[0]?.path ?? image.dicom ?? '']),
    ),
  );
  const shapes = own.flatMap((study) =>
    study.shapes.map(({ shape, voice, source }) => ({ ...shape, attributes: { voice, source } })),
  );
  return cocoDataset(shapes, ({ SOPInstanceUID }) => files.get(SOPInstanceUID) ?? '');
}

/** As `sha256sum -c` reads it. */
export function manifestText(files: readonly SetFile[]): string {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}
