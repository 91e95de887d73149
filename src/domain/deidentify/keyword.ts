import type { Tag } from '../dicom/index.js';
import { attributeRow } from './attribute-table.js';

/** What a release itself writes, to say what was done; none of it is in table E.1-1. */
const declared: ReadonlyMap<Tag, string> = new Map([
  [0x00080005, 'SpecificCharacterSet'],
  [0x00120062, 'PatientIdentityRemoved'],
  [0x00120063, 'DeidentificationMethod'],
  [0x00120064, 'DeidentificationMethodCodeSequence'],
  [0x00280301, 'BurnedInAnnotation'],
  [0x00280302, 'RecognizableVisualFeatures'],
  [0x00280303, 'LongitudinalTemporalInformationModified'],
]);

/** The keyword of an attribute of table E.1-1, or of one that a release writes; '' for all others. */
export function keywordOf(tag: Tag): string {
  return attributeRow(tag)?.keyword ?? declared.get(tag) ?? '';
}
