import type { Tag } from '../dicom/index.js';
import { type AttributeRow, attributeRow } from './attribute-table.js';
import type { OptionName, Profile } from './profile.js';

/** What is done with an element. `recurse` goes into the items of a sequence and rewrites each. */
export type Handling =
  | 'remove'
  | 'empty'
  | 'dummy'
  | 'uid'
  | 'shift'
  | 'keep'
  | 'recurse'
  | 'clean'
  /** For what table E.1-1 does not list: as it is, but for known identifiers. */
  | 'sweep'
  | 'age'
  | 'patient-name'
  | 'patient-id'
  | 'accession'
  | 'study-id'
  | 'trial-subject';

export interface Rule {
  readonly handling: Handling;
  readonly by: OptionName | 'basic';
  /** What is left of the element when nothing of its value may stay. */
  readonly fallback: 'remove' | 'empty' | 'dummy';
}

/** Where an option column applies, and what its K or C comes to. The first that is switched on decides. */
const options: readonly [letter: string, option: OptionName, handling: Handling][] = [
  ['U', 'retainUIDs', 'keep'],
  ['D', 'retainDeviceIdentity', 'keep'],
  ['d', 'retainDeviceIdentity', 'sweep'],
  ['I', 'retainInstitutionIdentity', 'keep'],
  ['C', 'retainPatientCharacteristics', 'keep'],
  ['c', 'retainPatientCharacteristics', 'clean'],
  ['F', 'retainLongitudinalFullDates', 'keep'],
  ['m', 'retainLongitudinalModifiedDates', 'shift'],
  ['t', 'cleanDescriptors', 'clean'],
  ['s', 'cleanStructuredContent', 'clean'],
  ['g', 'cleanGraphics', 'clean'],
];

/** Where several elements share a consistent stand-in, Z and D are done by pseudonym. */
const pseudonyms = new Map<Tag, Handling>([
  [0x00100010, 'patient-name'],
  [0x00100020, 'patient-id'],
  [0x00080050, 'accession'],
  [0x00200010, 'study-id'],
  [0x00120040, 'trial-subject'],
]);

/** ReferencedStudySequence and ReferencedPerformedProcedureStepSequence hold references only: mapped, they stay. */
const references = new Set<Tag>([0x00081110, 0x00081111]);

const PatientAge: Tag = 0x00101010;

/**
 * The strongest of the choices leaves an object valid whatever its IOD says of the attribute: a dummy satisfies
 * type 1, 2 and 3; zero length satisfies types 2 and 3, and the table offers it to no type 1 (PS3.15 E.1).
 */
function basicHandling({ basic }: AttributeRow): Pick<Rule, 'handling' | 'fallback'> {
  switch (basic) {
    case 'X':
      return { handling: 'remove', fallback: 'remove' };
    case 'Z':
    case 'X/Z':
      return { handling: 'empty', fallback: 'empty' };
    case 'U':
      return { handling: 'uid', fallback: 'dummy' };
    case 'X/Z/U*':
      return { handling: 'recurse', fallback: 'empty' };
    default:
      return { handling: 'dummy', fallback: 'dummy' };
  }
}

const identifyingVrs = new Set(['PN', 'AE', 'UR']);
const dateVrs = new Set(['DA', 'DT']);
const longTextVrs = new Set(['ST', 'LT', 'UT', 'UC']);

/** What table E.1-1 does not list: its VR says what it can hold. */
function unlisted(tag: Tag, vr: string, has: (option: OptionName) => boolean): Rule {
  // Any of them may be of type 1 in some IOD, so what had a value keeps one.
  const of = (handling: Handling, by: Rule['by'] = 'basic'): Rule => ({ handling, by, fallback: 'dummy' });
  // TextValue (0040,A160) is the content of structured reports, and UnformattedTextValue that of annotations.
  if (tag === 0x0040a160)
    return has('cleanStructuredContent') ? of('clean', 'cleanStructuredContent') : of('dummy');
  if (tag === 0x00700006) return has('cleanGraphics') ? of('clean', 'cleanGraphics') : of('dummy');
  if (identifyingVrs.has(vr)) return of('dummy');
  if (vr === 'UI') return has('retainUIDs') ? of('keep', 'retainUIDs') : of('uid');
  if (dateVrs.has(vr)) {
    if (has('retainLongitudinalFullDates')) return of('keep', 'retainLongitudinalFullDates');
    return has('retainLongitudinalModifiedDates')
      ? of('shift', 'retainLongitudinalModifiedDates')
      : of('dummy');
  }
  if (longTextVrs.has(vr)) return of('clean', 'cleanDescriptors');
  if (vr === 'SQ') return of('recurse');
  return of('sweep');
}

function decide(tag: Tag, vr: string, profile: Profile): Rule {
  const has = (option: OptionName): boolean => profile.options.includes(option);
  const row = attributeRow(tag);
  if (row === undefined) return unlisted(tag, vr, has);
  const basic = basicHandling(row);
  const pseudonym = pseudonyms.get(tag);
  if (pseudonym !== undefined) return { handling: pseudonym, by: 'basic', fallback: basic.fallback };
  for (const [letter, option, handling] of options) {
    if (!row.options.includes(letter) || !has(option)) continue;
    if (tag === PatientAge) return { handling: 'age', by: option, fallback: 'remove' };
    // What is cleaned of a sequence is its content.
    const inItems = vr === 'SQ' && handling !== 'shift';
    return { handling: inItems ? 'recurse' : handling, by: option, fallback: basic.fallback };
  }
  if (references.has(tag)) return { handling: 'recurse', by: 'basic', fallback: 'empty' };
  return { ...basic, by: 'basic' };
}

const caches = new WeakMap<Profile, Map<string, Rule>>();

/** What the profile does with a standard attribute, options over the Basic Profile. */
export function ruleFor(tag: Tag, vr: string, profile: Profile): Rule {
  let cache = caches.get(profile);
  if (cache === undefined) {
    cache = new Map();
    caches.set(profile, cache);
  }
  const key = vr + tag;
  let rule = cache.get(key);
  if (rule === undefined) {
    rule = decide(tag, vr, profile);
    cache.set(key, rule);
  }
  return rule;
}
