import type { Encoding, Tag } from '../dicom/index.js';
import { UNKNOWN_CODE } from './coded-entry.js';
import { type Encoded, encodeBytes, encodeSequence, encodeText } from './encode-element.js';

/** Says by itself that it stands for something; each is valid for its VR (PS3.5 6.2) and satisfies type 1. */
const texts: Readonly<Record<string, string>> = {
  AE: 'REMOVED',
  AS: '000Y',
  CS: 'REMOVED',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  LO: 'Removed',
  LT: 'Removed',
  PN: 'Removed',
  SH: 'Removed',
  ST: 'Removed',
  TM: '000000',
  UC: 'Removed',
  UI: '2.25.0',
  UR: 'urn:removed',
  UT: 'Removed',
};

/** A dummy (action D of PS3.15 table E.1-1): coded entries for sequences of codes, zeros for binary values. */
export function dummyElement(tag: Tag, vr: string, valueLength: number, encoding: Encoding): Encoded {
  if (vr === 'SQ') return encodeSequence(tag, [unknownCode(encoding)], encoding);
  const text = texts[vr];
  if (text !== undefined) return encodeText(tag, vr, text, encoding);
  return encodeBytes(tag, vr, new Uint8Array(Math.min(valueLength, 64)), encoding);
}

function unknownCode(encoding: Encoding): Encoded[] {
  return [
    encodeText(0x00080100, 'SH', UNKNOWN_CODE.CodeValue, encoding),
    encodeText(0x00080102, 'SH', UNKNOWN_CODE.CodingSchemeDesignator, encoding),
    encodeText(0x00080104, 'LO', UNKNOWN_CODE.CodeMeaning, encoding),
  ];
}
