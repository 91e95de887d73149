import type { DatasetView, DicomElement, Encoding, Tag } from '../dicom/index.js';
import { attributeRow, isPrivate, repeatingGroup, standardVr, tagPath } from './attribute-table.js';
import { cleanText, type TextTrust } from './clean-text.js';
import { cleanCode, codeTags } from './coded-entry.js';
import { groupedAge, shiftDate, shiftDateTime, timeOnly } from './dates.js';
import { dummyElement } from './dummy.js';
import {
  type Encoded,
  encodeBytes,
  encodeSequence,
  encodeText,
  isLongVr,
  LONGEST_SHORT_FORM,
} from './encode-element.js';
import type { Identifiers } from './identifiers.js';
import { keptPrivateBlocks } from './private-blocks.js';
import type { Profile } from './profile.js';
import { isStandardUid, isUid, type Pseudonyms } from './pseudonyms.js';
import { type Rule, ruleFor } from './rule.js';
import type { Change, ChangeAction, Context } from './types.js';
import { isVocabulary } from './vocabulary.js';

const SpecificCharacterSet: Tag = 0x00080005;
const LengthToEnd: Tag = 0x00080001;
const SOPClassUID: Tag = 0x00080016;
const PixelData: Tag = 0x7fe00010;
const TimezoneOffsetFromUTC: Tag = 0x00080201;
/** Study, series and instance: never the standard's own, whatever they begin with. */
const ownUids = new Set<Tag>([0x00080018, 0x0020000d, 0x0020000e, 0x00081155]);
/** UIDs that say what something is, not which: classes, transfer syntaxes, schemes. */
const kindUids = new Set<Tag>([
  0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x0008010c, 0x00080117, 0x00080118, 0x0008040e, 0x00081150,
  0x0008115a, 0x00083002, 0x04000010, 0x04000510, 0x30100052, 0x30100053,
]);
/** Roots under which classes and schemes are registered; a private class is under its maker's, unlike a person. */
const registered =
  /^(?:1\.2\.840\.10008|2\.16\.840\.1\.113883|1\.3\.6\.1\.4\.1\.19376|1\.2\.840\.113619|1\.3\.12\.2\.1107|1\.3\.46\.670589|1\.2\.392\.200036|1\.2\.840\.113704|1\.2\.826\.0\.1\.3680043)(?:\.\d+)+$/;

const textVrs = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const longTextVrs = new Set(['LT', 'ST', 'UT', 'UC']);
/** VRs that hold several values with '\' between. */
const asciiVrs = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
const binaryVrs = new Set([
  'AT',
  'FD',
  'FL',
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SL',
  'SS',
  'SV',
  'UL',
  'US',
  'UV',
]);
/** Free binary values in which anything can be hidden; the few that are kept are image data. */
const bulkVrs = new Set(['OB', 'UN']);
const keptBulk = new Set<Tag>([
  0x00282000, 0x54001010, 0x54000110, 0x54000112, 0x5400100a, 0x00700256, 0x7fe00001, 0x7fe00002,
]);
/** Retained characteristics that are one of a few terms: another term could say anything. */
const terms: ReadonlyMap<Tag, RegExp> = new Map([
  [0x00100040, /^[MFO]$/],
  [0x00102203, /^(?:ALTERED|UNALTERED)$/],
  [0x001021a0, /^(?:YES|NO|UNKNOWN)$/],
]);
/** Written by devices: acquisition, geometry, image, optics, waveforms, surfaces. Elsewhere people type. */
const technicalGroups = new Set([
  0x0018, 0x0020, 0x0022, 0x0028, 0x0048, 0x0052, 0x0054, 0x0066, 0x300a, 0x300c, 0x5400,
]);
/** Manufacturer, ManufacturerModelName, SegmentAlgorithmName. */
const technicalTags = new Set<Tag>([0x00080070, 0x00081090, 0x00620009]);
/** Defined terms by the standard, typed by people in the field. */
const typedTerms = new Set<Tag>([0x00180015, 0x00185101, 0x00200060, 0x00200062, 0x00080061]);
const numbersOnly = /^[\d\s+\-.eE\\]*$/;
const SHORTEST_NUMBER = 5;
const codeString = /^[A-Za-z0-9_ ]{0,16}$/;

/** What one object is rewritten with. */
export interface Rewriting {
  readonly profile: Profile;
  readonly context: Context;
  readonly encoding: Encoding;
  readonly pseudonyms: Pseudonyms;
  readonly identifiers: Identifiers;
  readonly PatientID: string;
  readonly report: Change[];
  readonly notes: Set<string>;
}

/** The rewritten elements of one data set or item, in order of their tags. */
export function rewriteDataset(dataset: DatasetView, path: string, run: Rewriting): Encoded[] {
  const encoded: Encoded[] = [];
  const kept = keptPrivateBlocks(dataset, run.profile);
  for (const tag of dataset.tags) {
    const element = dataset.element(tag);
    if (element === undefined) continue;
    const rewritten = isPrivate(tag)
      ? rewritePrivate(element, kept.get(tag), path, run)
      : rewriteElement(dataset, element, path, run);
    if (rewritten !== undefined) encoded.push(rewritten);
  }
  return encoded.sort((a, b) => a.tag - b.tag);
}

function change(run: Rewriting, path: string, tag: Tag, action: ChangeAction, by: Change['by']): void {
  run.report.push({ path: tagPath(path, tag), action, by });
}

function rewritePrivate(
  element: DicomElement,
  vr: string | undefined,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  if (vr === undefined) {
    change(run, path, element.tag, 'removed', 'basic');
    return undefined;
  }
  change(run, path, element.tag, 'kept', 'retainSafePrivate');
  return encodeBytes(element.tag, vr, element.bytes, run.encoding);
}

/** The VR that decides: as written where it says something, else the standard's. undefined: they contradict. */
function settledVr({ tag, vr, items, bytes }: DicomElement): string | undefined {
  const standard = standardVr(tag);
  if (standard === undefined) return undefined;
  // Of zero length, a sequence in implicit VR does not look like one.
  if (standard === 'SQ') return items !== undefined || bytes.length === 0 ? 'SQ' : undefined;
  if (items !== undefined) return undefined;
  if (vr === 'UN' || vr === standard) return standard;
  // US or SS, OB or OW: which of them is the file's to say. Text in place of numbers is not what it says it is.
  if (binaryVrs.has(standard) !== binaryVrs.has(vr)) return undefined;
  return vr;
}

function rewriteElement(
  dataset: DatasetView,
  element: DicomElement,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  const { tag, bytes, items } = element;
  const group = tag >>> 16;
  if (tag === SpecificCharacterSet) return undefined;
  const remove = (by: Change['by'] = 'basic'): undefined => {
    change(run, path, tag, 'removed', by);
  };
  // Command, meta information, directory and group lengths have no place here, or say what is no longer so.
  if (group < 8 || (tag & 0xffff) === 0 || tag === LengthToEnd) return remove('encoding');
  // Pixels within a sequence are an icon, wherever it hides.
  if (group >= 0xfffa || tag === PixelData) return remove();
  const repeating = repeatingGroup(tag);
  if (repeating !== undefined) return rewriteGraphics(dataset, element, path, run);
  const vr = settledVr(element);
  if (vr === undefined) return remove(standardVr(tag) === undefined ? 'basic' : 'encoding');
  const rule = ruleFor(tag, vr, run.profile);
  if (vr === 'SQ') return rewriteSequence(tag, items ?? [], rule, path, run);
  if (bulkVrs.has(vr) && attributeRow(tag) === undefined && !keptBulk.has(tag)) return remove();
  if (rule.handling === 'remove') return remove(rule.by);
  if (bytes.length === 0) return encodeBytes(tag, vr, bytes, run.encoding);
  if (binaryVrs.has(vr)) return rewriteBinary(element, vr, rule, path, run);
  return rewriteText(dataset, element, vr, rule, path, run);
}

function rewriteSequence(
  tag: Tag,
  items: readonly DatasetView[],
  rule: Rule,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  if (rule.handling === 'remove' || rule.handling === 'sweep') {
    change(run, path, tag, 'removed', rule.by);
    return undefined;
  }
  if (rule.handling === 'empty' && items.length > 0) {
    change(run, path, tag, 'emptied', rule.by);
    return encodeSequence(tag, [], run.encoding);
  }
  const isCodes = items.some((item) => item.has(0x00080100) || item.has(0x00080119));
  if (rule.handling === 'dummy' && isCodes) {
    change(run, path, tag, 'replaced', rule.by);
    return dummyElement(tag, 'SQ', 0, run.encoding);
  }
  const rewritten = items.map((item, index) => rewriteDataset(item, `${tagPath(path, tag)}[${index}]>`, run));
  return encodeSequence(tag, rewritten, run.encoding);
}

/** Overlays and curves: their bits are pictures of text as often as not, and go with all that describes them. */
function rewriteGraphics(
  dataset: DatasetView,
  { tag, vr, bytes, items }: DicomElement,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  const reviewed = run.profile.options.includes('cleanGraphics') && run.context.graphics === 'reviewed';
  const isOverlay = repeatingGroup(tag) === 'overlay';
  const known = overlayVrs[tag & 0xffff];
  if (!reviewed || !isOverlay || known === undefined || items !== undefined) {
    change(run, path, tag, 'removed', 'basic');
    return undefined;
  }
  const settled = vr === 'UN' ? known : vr;
  if (!textVrs.has(known)) {
    if (known === 'OW' || known === 'US' || known === 'SS') change(run, path, tag, 'kept', 'cleanGraphics');
    return encodeBytes(tag, settled, bytes, run.encoding);
  }
  const rule: Rule = { handling: 'clean', by: 'cleanGraphics', fallback: 'remove' };
  return rewriteText(dataset, { tag, vr, bytes, items }, known, rule, path, run);
}

/** PS3.3 table C.9-2. */
const overlayVrs: Readonly<Record<number, string>> = {
  16: 'US',
  17: 'US',
  21: 'IS',
  34: 'LO',
  64: 'CS',
  69: 'LO',
  80: 'SS',
  81: 'US',
  256: 'US',
  258: 'US',
  5376: 'LO',
  12288: 'OW',
  16384: 'LT',
};

function rewriteBinary(
  { tag, bytes }: DicomElement,
  vr: string,
  rule: Rule,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  if (!isLongVr(vr) && bytes.length > LONGEST_SHORT_FORM) {
    change(run, path, tag, 'removed', 'encoding');
    return undefined;
  }
  switch (rule.handling) {
    case 'keep':
      change(run, path, tag, 'kept', rule.by);
      return encodeBytes(tag, vr, bytes, run.encoding);
    case 'sweep':
    case 'recurse':
      return encodeBytes(tag, vr, bytes, run.encoding);
    default:
      return fallBack(tag, vr, bytes.length, rule, path, run);
  }
}

function fallBack(
  tag: Tag,
  vr: string,
  length: number,
  { fallback, by }: Rule,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  if (fallback === 'remove') {
    change(run, path, tag, 'removed', by);
    return undefined;
  }
  if (fallback === 'empty') {
    change(run, path, tag, 'emptied', by);
    return encodeBytes(tag, vr, NO_BYTES, run.encoding);
  }
  change(run, path, tag, 'replaced', by);
  return dummyElement(tag, vr, length, run.encoding);
}

const NO_BYTES = new Uint8Array(0);

interface NewText {
  readonly text: string;
  readonly action: ChangeAction;
  readonly by?: Change['by'];
}

function rewriteText(
  dataset: DatasetView,
  element: DicomElement,
  vr: string,
  rule: Rule,
  path: string,
  run: Rewriting,
): Encoded | undefined {
  const { tag, bytes } = element;
  const original = vr === 'PN' ? dataset.name(tag) : dataset.text(tag);
  const { text, action, by = rule.by } = newText(dataset, tag, vr, original, rule, run);
  if (text === '' && original !== '') return fallBack(tag, vr, bytes.length, rule, path, run);
  if (text === original) {
    if (action === 'kept') change(run, path, tag, 'kept', by);
    // What only padding makes different stays as it is; NULs in text are no padding.
    const isPlain = bytes.every((byte) => byte >= 0x20 && byte < 0x7f) && (vr === 'UI') === false;
    const fits = isLongVr(vr) || bytes.length <= LONGEST_SHORT_FORM;
    return isPlain && fits ? encodeBytes(tag, vr, bytes, run.encoding) : encodeFitting(tag, vr, text, run);
  }
  change(run, path, tag, action, by);
  return encodeFitting(tag, vr, text, run);
}

function encodeFitting(tag: Tag, vr: string, text: string, run: Rewriting): Encoded {
  const encoded = encodeText(tag, vr, text, run.encoding);
  if (isLongVr(vr) || !run.encoding.explicit || encoded.length - 8 <= LONGEST_SHORT_FORM) return encoded;
  run.notes.add('text-cut');
  return encodeText(tag, vr, [...text].slice(0, LONGEST_SHORT_FORM / 4).join(''), run.encoding);
}

function newText(
  dataset: DatasetView,
  tag: Tag,
  vr: string,
  original: string,
  rule: Rule,
  run: Rewriting,
): NewText {
  const { pseudonyms } = run;
  switch (rule.handling) {
    case 'patient-name':
      return { text: original === '' ? '' : patientId(dataset, run), action: 'pseudonym' };
    case 'patient-id':
    case 'trial-subject':
      return { text: patientId(dataset, run), action: 'pseudonym' };
    case 'accession':
      return { text: pseudonyms.accession(original), action: 'pseudonym' };
    case 'study-id':
      return { text: pseudonyms.studyId(original), action: 'pseudonym' };
    case 'age':
      return { text: eachValue(original, groupedAge), action: 'grouped' };
    case 'shift':
      return {
        text: shiftedText(tag, vr, original, run),
        action: vr === 'DA' || vr === 'DT' ? 'shifted' : 'kept',
      };
    case 'uid':
      return { text: eachValue(original, (uid) => newUid(tag, uid, run)), action: 'uid' };
    case 'keep':
      return { text: checked(tag, vr, original, rule, run), action: 'kept' };
    case 'clean':
    case 'sweep':
    case 'recurse':
      if (codeTags.has(tag)) return { text: cleanCode(dataset, tag, run.identifiers), action: 'cleaned' };
      return { text: checked(tag, vr, original, rule, run), action: 'cleaned', by: byOf(rule) };
    default:
      return { text: '', action: 'emptied' };
  }
}

function byOf(rule: Rule): Change['by'] {
  return rule.handling === 'sweep' ? 'identifiers' : rule.by;
}

function eachValue(text: string, map: (value: string) => string): string {
  const values = text.split('\\').map((value) => map(value.trim()));
  return values.every((value) => value === '') ? '' : values.join('\\');
}

/** A nested patient is this one, unless it says another ID. */
function patientId(dataset: DatasetView, run: Rewriting): string {
  const id = dataset.string(0x00100020);
  return id === '' || id === run.PatientID ? run.pseudonyms.PatientID : run.pseudonyms.otherId(id);
}

function shiftedText(tag: Tag, vr: string, original: string, run: Rewriting): string {
  const { shiftDays } = run.pseudonyms;
  if (vr === 'DA') return eachValue(original, (value) => shiftDate(value, shiftDays));
  if (vr === 'DT') return eachValue(original, (value) => shiftDateTime(value, shiftDays));
  if (vr === 'TM') return eachValue(original, timeOnly);
  if (tag === TimezoneOffsetFromUTC) return /^[+-]\d{4}$/.test(original) ? original : '';
  return '';
}

function newUid(tag: Tag, uid: string, run: Rewriting): string {
  if (uid === '') return '';
  if (isStandardUid(uid) && !ownUids.has(tag)) return uid;
  if (kindUids.has(tag) && (registered.test(uid) || (tag === SOPClassUID && isUid(uid)))) return uid;
  return run.pseudonyms.uid(uid);
}

/** A value that stays, once it looks as its VR says; text is cleaned to the degree that its rule asks for. */
function checked(tag: Tag, vr: string, original: string, rule: Rule, run: Rewriting): string {
  if (textVrs.has(vr)) {
    // Characteristics that are text are free text: a name can stand where an ethnic group should.
    if (rule.handling === 'keep' && rule.by !== 'retainPatientCharacteristics') return original;
    const trust = trustOf(tag, vr, rule);
    // A backslash separates values, but in long texts it is a character (PS3.5 6.2).
    if (longTextVrs.has(vr) && vr !== 'UC') return cleanText(original, trust, run.identifiers);
    return eachValue(original, (value) => cleanText(value, trust, run.identifiers));
  }
  if (vr === 'DS' || vr === 'IS') {
    // Some writers number series by the patient's ID or the accession number.
    const isIdentifier = original.length >= SHORTEST_NUMBER && run.identifiers.has(original);
    return numbersOnly.test(original) && !isIdentifier ? original : '';
  }
  if (vr === 'CS') return eachValue(original, (value) => cleanTerm(tag, value, rule, run.identifiers));
  if (vr === 'TM') return eachValue(original, timeOnly);
  if (vr === 'AS') return eachValue(original, groupedAge);
  if (vr === 'DA' || vr === 'DT')
    return eachValue(original, (value) => (/^[\d.+-]*$/.test(value) ? value : ''));
  if (vr === 'AE' || vr === 'UR')
    return rule.handling === 'keep' || rule.handling === 'sweep' ? original : '';
  return asciiVrs.has(vr) ? original : '';
}

function cleanTerm(tag: Tag, value: string, rule: Rule, identifiers: Identifiers): string {
  const allowed = terms.get(tag);
  if (allowed !== undefined) return allowed.test(value) ? value : '';
  // The table would have it cleaned: a term that is only shaped like one is not enough.
  if (rule.handling === 'clean') return cleanText(value, 'descriptor', identifiers);
  const isBlocked = (word: string): boolean =>
    !isVocabulary(word) && (typedTerms.has(tag) ? identifiers.blocks(word) : identifiers.has(word));
  if (codeString.test(value) && !value.split(/[ _]+/).some(isBlocked)) return value;
  return cleanText(value, 'descriptor', identifiers);
}

function trustOf(tag: Tag, vr: string, rule: Rule): TextTrust {
  if (rule.handling === 'sweep')
    return technicalGroups.has(tag >>> 16) || technicalTags.has(tag) ? 'sweep' : 'descriptor';
  if (rule.by === 'retainPatientCharacteristics' || longTextVrs.has(vr)) return 'narrative';
  // PatientComments and their like are LO in a few places: history belongs to the patient's group.
  return tag >>> 16 === 0x0010 ? 'narrative' : 'descriptor';
}
