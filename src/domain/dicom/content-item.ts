import type { DataSet } from './write-dictionary.js';

/** A coded concept (PS3.3 8.8). */
export interface Code {
  readonly CodeValue: string;
  readonly CodingSchemeDesignator: string;
  readonly CodeMeaning: string;
}

/** Relationship of a content item to the one that holds it (PS3.3 C.17.3.2.4). */
export type Relationship =
  | 'CONTAINS'
  | 'HAS OBS CONTEXT'
  | 'HAS CONCEPT MOD'
  | 'HAS PROPERTIES'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

export interface SopReference {
  readonly SOPClassUID: string;
  readonly SOPInstanceUID: string;
}

/** A code of DICOM's own vocabulary (PS3.16 annex D). */
export const dcm = (CodeValue: string, CodeMeaning: string): Code => ({
  CodeValue,
  CodingSchemeDesignator: 'DCM',
  CodeMeaning,
});

/** A code of SNOMED CT as DICOM writes it. */
export const sct = (CodeValue: string, CodeMeaning: string): Code => ({
  CodeValue,
  CodingSchemeDesignator: 'SCT',
  CodeMeaning,
});

/** A unit of measurement (UCUM). */
export const ucum = (CodeValue: string, CodeMeaning = CodeValue): Code => ({
  CodeValue,
  CodingSchemeDesignator: 'UCUM',
  CodeMeaning,
});

/** A reference to an instance (PS3.3 10.3). */
export const sopReference = ({ SOPClassUID, SOPInstanceUID }: SopReference): DataSet => ({
  ReferencedSOPClassUID: SOPClassUID,
  ReferencedSOPInstanceUID: SOPInstanceUID,
});

/** A reference to one frame of an instance, or to the whole of it (PS3.3 10.3). @param frame from 1 */
export const frameReference = (instance: SopReference, frame: number | undefined): DataSet => ({
  ...sopReference(instance),
  ...(frame === undefined ? {} : { ReferencedFrameNumber: frame }),
});

function item(
  ValueType: string,
  RelationshipType: Relationship | undefined,
  concept: Code | undefined,
  value: DataSet,
  children: readonly DataSet[],
): DataSet {
  return {
    ...(RelationshipType === undefined ? {} : { RelationshipType }),
    ValueType,
    ...(concept === undefined ? {} : { ConceptNameCodeSequence: [concept] }),
    ...value,
    ...(children.length === 0 ? {} : { ContentSequence: children }),
  };
}

/**
 * A CONTAINER (PS3.3 C.18.8).
 * @param relationship undefined for the root of a document
 * @param template identifier in PS3.16's own resource, such as '1500'
 */
export function container(
  relationship: Relationship | undefined,
  concept: Code,
  children: readonly DataSet[],
  template?: string,
): DataSet {
  const ContentTemplateSequence = [{ MappingResource: 'DCMR', TemplateIdentifier: template ?? '' }];
  return item(
    'CONTAINER',
    relationship,
    concept,
    { ContinuityOfContent: 'SEPARATE', ...(template === undefined ? {} : { ContentTemplateSequence }) },
    children,
  );
}

/** A CODE item (PS3.3 C.18.3 and following, as the other makers below). */
export const codeItem = (
  relationship: Relationship,
  concept: Code,
  value: Code,
  children: readonly DataSet[] = [],
): DataSet => item('CODE', relationship, concept, { ConceptCodeSequence: [value] }, children);

/** A NUM item: one value and its unit. */
export const numItem = (
  relationship: Relationship,
  concept: Code,
  value: number,
  unit: Code,
  children: readonly DataSet[] = [],
): DataSet =>
  item(
    'NUM',
    relationship,
    concept,
    { MeasuredValueSequence: [{ NumericValue: value, MeasurementUnitsCodeSequence: [unit] }] },
    children,
  );

/** A TEXT item. */
export const textItem = (relationship: Relationship, concept: Code, TextValue: string): DataSet =>
  item('TEXT', relationship, concept, { TextValue }, []);

/** A PNAME item. */
export const personItem = (relationship: Relationship, concept: Code, PersonName: string): DataSet =>
  item('PNAME', relationship, concept, { PersonName }, []);

/** A UIDREF item. */
export const uidItem = (relationship: Relationship, concept: Code, UID: string): DataSet =>
  item('UIDREF', relationship, concept, { UID }, []);

/** An IMAGE item; without a concept name where its relationship says it all, with the frame of a multi-frame image. */
export const imageItem = (
  relationship: Relationship,
  concept: Code | undefined,
  image: SopReference,
  frame?: number,
): DataSet =>
  item('IMAGE', relationship, concept, { ReferencedSOPSequence: [frameReference(image, frame)] }, []);

/**
 * A graphic on an image (SCOORD, PS3.3 C.18.6).
 * @param points column, row, column, row, …: (0, 0) is the outer corner of the top left pixel
 * @param frame of a multi-frame image
 */
export const scoordItem = (
  relationship: Relationship,
  concept: Code | undefined,
  GraphicType: 'POINT' | 'POLYLINE' | 'ELLIPSE',
  points: readonly number[],
  image: SopReference,
  frame?: number,
): DataSet =>
  item('SCOORD', relationship, concept, { GraphicType, GraphicData: points }, [
    imageItem('SELECTED FROM', undefined, image, frame),
  ]);

/**
 * A graphic in the patient (SCOORD3D, PS3.3 C.18.9).
 * @param points x, y, z, x, y, z, … in mm of the frame of reference
 */
export const scoord3dItem = (
  relationship: Relationship,
  concept: Code | undefined,
  GraphicType: 'POINT' | 'POLYLINE' | 'POLYGON' | 'ELLIPSE',
  points: readonly number[],
  ReferencedFrameOfReferenceUID: string,
): DataSet =>
  item(
    'SCOORD3D',
    relationship,
    concept,
    { GraphicType, GraphicData: points, ReferencedFrameOfReferenceUID },
    [],
  );
