import type { DatasetView } from '../dicom/index.js';
import { cleanText } from './clean-text.js';
import type { Identifiers } from './identifiers.js';

/** How codes of a published scheme look (PS3.16 section 8, HL7 v3): what does not look so is no code. */
const schemes: Readonly<Record<string, RegExp>> = {
  DCM: /^\d{5,6}$/,
  SCT: /^\d{6,18}$/,
  SRT: /^[A-Z]{1,2}\d?-[0-9A-F]{4,6}$/,
  SNM3: /^[A-Z]{1,2}\d?-[0-9A-F]{4,6}$/,
  '99SDM': /^[A-Z]{1,2}\d?-[0-9A-F]{4,6}$/,
  LN: /^\d{1,7}-\d$/,
  UCUM: /^[\w%[\]{}().^*/'"-]{1,16}$/,
  RADLEX: /^RID\d{1,6}$/,
  FMA: /^\d{1,6}$/,
  NCIT: /^C\d{3,7}$/,
  NCIt: /^C\d{3,7}$/,
  UMLS: /^C\d{7}$/,
  I10: /^[A-Z]\d{2}(?:\.\w{1,4})?$/,
  ICD10: /^[A-Z]\d{2}(?:\.\w{1,4})?$/,
  I10C: /^[A-Z]\d{2}(?:\.\w{1,4})?$/,
  I9: /^[EV]?\d{2,3}(?:\.\d{1,2})?$/,
  BI: /^[\w.]{1,8}$/,
  C4: /^\d{5}$/,
  ISO3166_1: /^[A-Z]{2,3}$/,
  RFC5646: /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/,
  RFC3066: /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/,
  NEU: /^[\w.-]{1,16}$/,
  SCPECG: /^\d{1,2}(?:\.\d{1,2}){1,3}(?:-\d{1,3}){0,4}$/,
  MDC: /^\d:\d{1,6}$/,
  IBSI: /^[0-9A-Z]{4}$/,
  // Our own, each of them: what is released must still say what was found, and how likely.
  '99TYNYS':
    /^(?:hernia|lung-mass|lung-nodule|pleural-thick|likelihood-band|unlikely|indeterminate|likely|activation|ct-ratio|ct-ratio-lines|heart-width|thorax-width|shape|known-length|unlabelled|place|patient|detector|magnification|fiducial|geometry|reader|point|label|arrow|length|bidirectional|angle|cobb|rectangle|ellipse|polygon|freehand|calibration|key-image|line|long-axis|short-axis|legs|first-line|second-line|heart-right|heart-left|thorax|REMOVED)$/,
};

/** A coding scheme of one's own (PS3.3 8.2): '99' and letters name a group, not a person. */
const privateScheme = /^(?:99[A-Z_]{2,8}|L)$/;

export const UNKNOWN_CODE = {
  CodeValue: 'REMOVED',
  CodingSchemeDesignator: '99TYNYS',
  CodeMeaning: 'Removed',
};

const CodeValue = 0x00080100;
const CodingSchemeDesignator = 0x00080102;
const CodingSchemeVersion = 0x00080103;
const CodeMeaning = 0x00080104;
const LongCodeValue = 0x00080119;

/** Tags of the basic coded entry attributes (PS3.3 table 8.8-1a) that are rewritten together. */
export const codeTags: ReadonlySet<number> = new Set([
  CodeValue,
  CodingSchemeDesignator,
  CodingSchemeVersion,
  CodeMeaning,
  LongCodeValue,
]);

/**
 * What an attribute of a coded entry becomes. The code carries the sense, so a meaning of which nothing is known
 * to be safe gives way to the code; type 1 throughout (PS3.3 8.8), so never ''.
 */
export function cleanCode(item: DatasetView, tag: number, identifiers: Identifiers): string {
  const scheme = item.string(CodingSchemeDesignator);
  const value = item.string(CodeValue) || item.string(LongCodeValue);
  const isPublished = schemes[scheme]?.test(value) === true;
  const clean = (text: string): string => cleanText(text, 'descriptor', identifiers);
  switch (tag) {
    case CodeMeaning: {
      const meaning = clean(item.string(CodeMeaning));
      if (meaning !== '') return meaning;
      return isPublished ? value : UNKNOWN_CODE.CodeMeaning;
    }
    case CodingSchemeDesignator:
      if (Object.hasOwn(schemes, scheme)) return scheme;
      return privateScheme.test(scheme) &&
        !identifiers.blocks(scheme) &&
        !identifiers.beginsOne(scheme.replace(/^99/, ''))
        ? scheme
        : UNKNOWN_CODE.CodingSchemeDesignator;
    case CodingSchemeVersion:
      return /^[\d.:_-]{1,16}$/.test(item.string(CodingSchemeVersion))
        ? item.string(CodingSchemeVersion)
        : '01';
    default:
      return isPublished && !identifiers.blocks(value) ? value : clean(value) || UNKNOWN_CODE.CodeValue;
  }
}
