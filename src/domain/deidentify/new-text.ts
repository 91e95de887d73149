import type { DatasetView, Tag } from '../dicom/index.js';
import { cleanText, type TextTrust } from './clean-text.js';
import { cleanCode, codeTags } from './coded-entry.js';
import { groupedAge, shiftDate, shiftDateTime, timeOnly } from './dates.js';
import type { Identifiers } from './identifiers.js';
import { isStandardUid, isUid } from './pseudonyms.js';
import type { Rewriting } from './rewriting.js';
import type { Rule } from './rule.js';
import type { Change, ChangeAction } from './types.js';
import { isVocabulary } from './vocabulary.js';

const SoftwareVersions: Tag = 0x00181020;
const SOPClassUID: Tag = 0x00080016;
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

/** VRs of text in the object's character set. */
export const textVrs: ReadonlySet<string> = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const longTextVrs = new Set(['LT', 'ST', 'UT', 'UC']);
/** VRs that hold several values with '\' between. */
const asciiVrs = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
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
/** Terms without which an object is another one: they give way to a name only as a whole. */
const structuralTerms = new Set<Tag>([0x00080060, 0x00280004, 0x0040a010, 0x0040a040, 0x00700023]);
/** Among the technical groups, what people type: names of windows, tables, frames and beams. */
const typedTexts = new Set<Tag>([0x00281055, 0x00283003, 0x00209421, 0x00209453, 0x300a00c2]);
const numbersOnly = /^[\d\s+\-.eE\\]*$/;
const SHORTEST_NUMBER = 5;
/** A report is one of its kind; what is shorter stands in every instance of a series. */
const LONGEST_REPEATED = 256;
const codeString = /^[A-Za-z0-9_ ]{0,16}$/;

interface NewText {
  readonly text: string;
  readonly action: ChangeAction;
  readonly by?: Change['by'];
}

/**
 * What the text of an element becomes under its rule; `original` is the whole decoded value.
 * @returns '' as the text where nothing of it may stay: the rule's fallback then says what is left.
 */
export function newText(
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
  const { identifiers } = run;
  if (textVrs.has(vr) || vr === 'CS') {
    const clean = (): string =>
      vr === 'CS'
        ? eachValue(original, (value) => cleanTerm(tag, value, rule, identifiers))
        : checkedText(tag, vr, original, rule, identifiers);
    if (original.length > LONGEST_REPEATED) return clean();
    return identifiers.answer(`${tag} ${vr} ${rule.handling} ${rule.by} ${original}`, clean);
  }
  if (vr === 'DS' || vr === 'IS') {
    // Some writers number series by the patient's ID or the accession number.
    const isIdentifier = original.length >= SHORTEST_NUMBER && identifiers.has(original);
    return numbersOnly.test(original) && !isIdentifier ? original : '';
  }
  if (vr === 'TM') return eachValue(original, timeOnly);
  if (vr === 'AS') return eachValue(original, groupedAge);
  if (vr === 'DA' || vr === 'DT')
    return eachValue(original, (value) => (/^[\d.+-]*$/.test(value) ? value : ''));
  if (vr === 'AE' || vr === 'UR')
    return rule.handling === 'keep' || rule.handling === 'sweep' ? original : '';
  return asciiVrs.has(vr) ? original : '';
}

function checkedText(tag: Tag, vr: string, original: string, rule: Rule, identifiers: Identifiers): string {
  // Characteristics that are text are free text: a name can stand where an ethnic group should.
  if (rule.handling === 'keep' && rule.by !== 'retainPatientCharacteristics') return original;
  const trust = trustOf(tag, vr, rule);
  // A backslash separates values, but in long texts it is a character (PS3.5 6.2).
  if (longTextVrs.has(vr) && vr !== 'UC') return cleanText(original, trust, identifiers);
  return eachValue(original, (value) => cleanText(value, trust, identifiers));
}

function cleanTerm(tag: Tag, value: string, rule: Rule, identifiers: Identifiers): string {
  const allowed = terms.get(tag);
  if (allowed !== undefined) return allowed.test(value) ? value : '';
  // The table would have it cleaned: a term that is only shaped like one is not enough.
  if (rule.handling === 'clean') return cleanText(value, 'descriptor', identifiers);
  const isBlocked = (word: string): boolean =>
    !isVocabulary(word) &&
    (structuralTerms.has(tag)
      ? identifiers.has(word)
      : identifiers.blocks(word) || identifiers.beginsOne(word));
  if (codeString.test(value) && !value.split(/[ _]+/).some(isBlocked)) return value;
  return cleanText(value, 'descriptor', identifiers);
}

function trustOf(tag: Tag, vr: string, rule: Rule): TextTrust {
  if (rule.handling === 'sweep' && tag === SoftwareVersions) return 'version';
  if (rule.handling === 'sweep' && !typedTexts.has(tag))
    return technicalGroups.has(tag >>> 16) || technicalTags.has(tag) ? 'sweep' : 'descriptor';
  if (rule.by === 'retainPatientCharacteristics' || longTextVrs.has(vr)) return 'narrative';
  // PatientComments and their like are LO in a few places: history belongs to the patient's group.
  return tag >>> 16 === 0x0010 ? 'narrative' : 'descriptor';
}
