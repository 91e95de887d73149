import { type Digest, type Stamp, stableUid, writtenBy } from '../../analyse/index.js';
import {
  type Code,
  codeItem,
  type DataSet,
  personItem,
  type SopReference,
  sopReference,
} from '../../dicom/index.js';
import type { Annotation } from '../annotation.js';
import type { AnnotatedImage } from './annotated-image.js';
import { concepts } from './concepts.js';

/** A value of a shape as it is written. */
export interface Measurement {
  readonly concept: Code;
  readonly value: number;
  readonly unit: Code;
  /** What a millimetre rests on, or how the value was got; undefined where there is one way only. */
  readonly method: Code | undefined;
  /** CodeValues of the parts (`shapeParts`) that it was measured on; [] the shape as a whole. */
  readonly parts: readonly string[];
}

/** A shape with the image that it is on. */
export interface Drawn {
  readonly annotation: Annotation;
  readonly image: AnnotatedImage;
  readonly measurements: readonly Measurement[];
}

export type ObjectKind = 'measurements' | 'presentation' | 'regions' | 'key-images';

/** Which instance of its series an object becomes. */
export interface Revision {
  readonly SOPInstanceUID: string;
  /** Counts up: the highest of a series is the newest. */
  readonly InstanceNumber: number;
  /** What it takes the place of. */
  readonly predecessor: string | undefined;
}

/** An object that what was drawn asks for. */
export interface ObjectPlan {
  readonly kind: ObjectKind;
  readonly SeriesInstanceUID: string;
  /** All that it says: the same content needs no new instance. */
  readonly content: string;
  /** @throws InvalidValueError where the images' own patient or study attributes cannot be written */
  write(revision: Revision, stamp: Stamp): Uint8Array<ArrayBuffer>;
}

/** What an instance of a series is known by. */
export interface Existing {
  readonly SOPInstanceUID: string;
  readonly InstanceNumber: number;
}

/**
 * The UID of the series that an author's objects of one kind lie in. One that is about a single image has a series
 * for each image, so that its instances are the revisions of one thing.
 */
export const seriesUid = (
  digest: Digest,
  kind: ObjectKind,
  author: string,
  about: { readonly StudyInstanceUID: string; readonly part: string },
): string => stableUid(digest, 'annotations', kind, about.StudyInstanceUID, about.part, author);

/**
 * What has to be written beside what is there. DICOM objects never change: other content is a new instance, and
 * content that was there two revisions ago is a new instance as well.
 * @returns undefined where the newest says the same
 */
export function nextRevision(
  plan: ObjectPlan,
  existing: readonly Existing[],
  digest: Digest,
): Revision | undefined {
  const newest = existing.reduce<Existing | undefined>(
    (best, one) => (best === undefined || one.InstanceNumber > best.InstanceNumber ? one : best),
    undefined,
  );
  const uidAt = (InstanceNumber: number): string =>
    stableUid(digest, 'revision', plan.SeriesInstanceUID, String(InstanceNumber), plan.content);
  if (newest !== undefined && uidAt(newest.InstanceNumber) === newest.SOPInstanceUID) return undefined;
  const InstanceNumber = (newest?.InstanceNumber ?? 0) + 1;
  return {
    SOPInstanceUID: uidAt(InstanceNumber),
    InstanceNumber,
    predecessor: newest?.SOPInstanceUID,
  };
}

const series = {
  measurements: { number: 9201, title: 'Annotations' },
  presentation: { number: 9202, title: 'Annotated view' },
  regions: { number: 9203, title: 'Annotated regions' },
  'key-images': { number: 9204, title: 'Key images' },
} as const;

/** Whether a series with this number, made by this product, holds what readers drew. */
export const isAnnotationSeries = (SeriesNumber: number | null): boolean =>
  Object.values(series).some(({ number }) => number === SeriesNumber);

/** Patient, study, series, equipment and SOP common modules of an object (PS3.3 A.1.4). */
export function objectCommon(
  kind: ObjectKind,
  image: AnnotatedImage,
  author: string,
  SeriesInstanceUID: string,
  { SOPInstanceUID, InstanceNumber }: Revision,
  stamp: Stamp,
): DataSet {
  const { number, title } = series[kind];
  return {
    ...image.patientAndStudy,
    SOPInstanceUID,
    SeriesInstanceUID,
    SeriesNumber: number,
    SeriesDescription: [...`${title}: ${plainText(author)}`].slice(0, 64).join(''),
    InstanceNumber,
    SeriesDate: stamp.date,
    SeriesTime: stamp.time,
    ...writtenBy(stamp),
    DeviceSerialNumber: 'workstation',
    SoftwareVersions: stamp.productVersion,
  };
}

/** Text of a reader without what separates values or names in DICOM, or controls a device. */
export const plainText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  text.replace(/[\u0000-\u001f\u007f\\]+/g, ' ').trim();

/** An author's name as a PN. */
export const personName = (author: string): string => plainText(author.replace(/[=^]/g, ' ')) || 'Unknown';

/** An annotation's UUID as the UID that follows it through every object (PS3.5 B.2). */
export const trackingUid = (annotationId: string): string =>
  `2.25.${BigInt(`0x${annotationId.replaceAll('-', '')}`)}`;

/** The id of the annotation that a tracking UID belongs to; undefined for other makers' UIDs. */
export function annotationIdOf(uid: string): string | undefined {
  const digits = /^2\.25\.(\d{1,39})$/.exec(uid)?.[1];
  if (digits === undefined) return undefined;
  const hex = BigInt(digits).toString(16).padStart(32, '0');
  if (hex.length > 32) return undefined;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What a document of one author says first: its language, and who observed. */
export const observerItems = (author: string): DataSet[] => [
  codeItem('HAS CONCEPT MOD', concepts.language, concepts.english),
  codeItem('HAS OBS CONTEXT', concepts.observerType, concepts.person),
  personItem('HAS OBS CONTEXT', concepts.personName, personName(author)),
];

/** All that a document refers to, where PS3.3 C.17.2.3 wants it listed. @param drawn of one study */
export const evidence = (drawn: readonly [Drawn, ...Drawn[]]): DataSet => ({
  CurrentRequestedProcedureEvidenceSequence: [
    {
      StudyInstanceUID: drawn[0].image.StudyInstanceUID,
      ReferencedSeriesSequence: bySeries(imagesOf(drawn), 'ReferencedSOPSequence'),
    },
  ],
});

/** Images of a study, each once, in the order of the shapes. */
export const imagesOf = (drawn: readonly Drawn[]): AnnotatedImage[] => [
  ...new Map(drawn.map(({ image }) => [image.SOPInstanceUID, image])).values(),
];

/** References by series, under the keyword that the module asks for. */
export function bySeries<
  K extends 'ReferencedSOPSequence' | 'ReferencedInstanceSequence' | 'ReferencedImageSequence',
>(images: readonly AnnotatedImage[], keyword: K): DataSet[] {
  const references = new Map<string, SopReference[]>();
  for (const image of images) {
    const siblings = references.get(image.SeriesInstanceUID) ?? [];
    references.set(image.SeriesInstanceUID, siblings);
    siblings.push(image);
  }
  return [...references].map(([SeriesInstanceUID, siblings]) => ({
    SeriesInstanceUID,
    [keyword]: siblings.map(sopReference),
  }));
}
