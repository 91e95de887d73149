import { type Digest, type SourceFilm, type Stamp, stableUid, writtenBy } from '../analyse/index.js';
import { type DataSet, type SopReference, sopReference } from '../dicom/index.js';
import type { SignedPart } from './report.js';

/** A frame that a report shows, as an object refers to it. */
export interface ReferencedFrame extends SopReference {
  readonly SeriesInstanceUID: string;
  /** From 1; undefined where the image has only one. */
  readonly frame: number | undefined;
}

/** All that the objects of a signed document are made from. */
export interface SignedDocument {
  /** An image of the study: patient and study are as it has them. */
  readonly film: SourceFilm;
  /** The report and its addenda up to the one that was signed last, in order. */
  readonly parts: readonly [SignedPart, ...SignedPart[]];
  /** Heading, in the report's language. */
  readonly title: string;
  readonly keyImages: readonly ReferencedFrame[];
  /** When it was signed. */
  readonly stamp: Stamp;
}

/** A signed document is written twice, each a series of its own. */
export type DocumentKind = 'structured' | 'pdf';

// Numbers by which our own series are told apart: annotations have theirs (isAnnotationSeries).
const series = {
  structured: { number: 9301, description: 'Report' },
  pdf: { number: 9302, description: 'Report (PDF)' },
} as const;

/** The document that was signed last: the report, or its last addendum. */
export function lastOf({ parts }: Pick<SignedDocument, 'parts'>): SignedPart {
  return parts.at(-1) ?? parts[0];
}

/** The UID of a document's object: the same however often it is made. */
export function documentUid(
  digest: Digest,
  film: Pick<SourceFilm, 'StudyInstanceUID'>,
  kind: DocumentKind,
  { number, signature }: SignedPart,
): string {
  return stableUid(digest, 'report', kind, film.StudyInstanceUID, String(number), signature.signedAt);
}

const seriesUid = (digest: Digest, film: Pick<SourceFilm, 'StudyInstanceUID'>, kind: DocumentKind): string =>
  stableUid(digest, 'report series', kind, film.StudyInstanceUID);

/** The modules that both objects share: patient, study, series, equipment, SOP common (PS3.3 A.1.4). */
export function documentCommon(digest: Digest, document: SignedDocument, kind: DocumentKind): DataSet {
  const { film, stamp } = document;
  const last = lastOf(document);
  const { number, description } = series[kind];
  return {
    ...film.patientAndStudy,
    SOPInstanceUID: documentUid(digest, film, kind, last),
    SeriesInstanceUID: seriesUid(digest, film, kind),
    SeriesNumber: number,
    SeriesDescription: description,
    InstanceNumber: last.number + 1,
    ...writtenBy(stamp),
    DeviceSerialNumber: '1',
    SoftwareVersions: stamp.productVersion,
    ...(last.signature.institution === '' ? {} : { InstitutionName: plainText(last.signature.institution) }),
  };
}

/** The documents that this one goes on from (PS3.3 C.17.2.5); none for a report. */
export function predecessors(
  digest: Digest,
  document: SignedDocument,
  kind: DocumentKind,
  SOPClassUID: string,
): DataSet {
  const before = document.parts.slice(0, -1);
  if (before.length === 0) return {};
  const { film } = document;
  return {
    PredecessorDocumentsSequence: [
      {
        StudyInstanceUID: film.StudyInstanceUID,
        ReferencedSeriesSequence: [
          {
            SeriesInstanceUID: seriesUid(digest, film, kind),
            ReferencedSOPSequence: before.map((part) =>
              sopReference({ SOPClassUID, SOPInstanceUID: documentUid(digest, film, kind, part) }),
            ),
          },
        ],
      },
    ],
  };
}

/** An instant as DT, in UTC (PS3.5 6.2). @param iso ISO 8601, UTC */
export const dateTimeOf = (iso: string): string => `${iso.replace(/\D/g, '').slice(0, 14)}+0000`;

/** Without what a name or a short text may not hold (PS3.5 6.2): separators and control characters. */
export const plainText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  text.replace(/[\u0000-\u001f\u007f\\^=]+/g, ' ').trim();

/** A paragraph text as UT: line ends as DICOM has them, no other control characters (PS3.5 6.1.3). */
export const paragraphs = (text: string): string =>
  text
    .trim()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]+/g, ' ')
    .replace(/\r?\n|\r/g, '\r\n');
