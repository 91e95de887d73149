import { type SafePrivateElement, safePrivateElements } from './safe-private.js';

/** The options of PS3.15 table E.1-1 and CID 7050. */
export type OptionName =
  | 'cleanPixelData'
  | 'cleanRecognizableVisualFeatures'
  | 'cleanGraphics'
  | 'cleanStructuredContent'
  | 'cleanDescriptors'
  | 'retainLongitudinalFullDates'
  | 'retainLongitudinalModifiedDates'
  | 'retainPatientCharacteristics'
  | 'retainDeviceIdentity'
  | 'retainUIDs'
  | 'retainSafePrivate'
  | 'retainInstitutionIdentity';

/** What a destination gets: the Basic Profile of PS3.15 with these options. Plain data, kept as JSON. */
export interface Profile {
  readonly name: string;
  /** Of the profile, by whoever edits it; both travel in the release record. */
  readonly version: string;
  readonly options: readonly OptionName[];
  /** For retainSafePrivate. */
  readonly safePrivate: readonly SafePrivateElement[];
}

/** Codes of CID 7050, De-identification Method, edition 2024e. */
export const optionCodes: Readonly<Record<OptionName, readonly [CodeValue: string, CodeMeaning: string]>> = {
  cleanPixelData: ['113101', 'Clean Pixel Data Option'],
  cleanRecognizableVisualFeatures: ['113102', 'Clean Recognizable Visual Features Option'],
  cleanGraphics: ['113103', 'Clean Graphics Option'],
  cleanStructuredContent: ['113104', 'Clean Structured Content Option'],
  cleanDescriptors: ['113105', 'Clean Descriptors Option'],
  retainLongitudinalFullDates: ['113106', 'Retain Longitudinal Temporal Information Full Dates Option'],
  retainLongitudinalModifiedDates: [
    '113107',
    'Retain Longitudinal Temporal Information Modified Dates Option',
  ],
  retainPatientCharacteristics: ['113108', 'Retain Patient Characteristics Option'],
  retainDeviceIdentity: ['113109', 'Retain Device Identity Option'],
  retainUIDs: ['113110', 'Retain UIDs Option'],
  retainSafePrivate: ['113111', 'Retain Safe Private Option'],
  retainInstitutionIdentity: ['113112', 'Retain Institution Identity Option'],
};

/** What leaves for research where a site has not said otherwise. */
export const researchProfile: Profile = {
  name: 'research',
  version: '1',
  options: [
    'cleanPixelData',
    'cleanStructuredContent',
    'cleanDescriptors',
    'retainLongitudinalModifiedDates',
    'retainPatientCharacteristics',
  ],
  safePrivate: safePrivateElements,
};

export type ProfileResult =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly reason: string };

function isOption(value: unknown): value is OptionName {
  return typeof value === 'string' && Object.hasOwn(optionCodes, value);
}

function isSafePrivate(value: unknown): value is SafePrivateElement {
  if (typeof value !== 'object' || value === null) return false;
  const { creator, group, element } = value as Partial<Record<keyof SafePrivateElement, unknown>>;
  return (
    typeof creator === 'string' &&
    creator !== '' &&
    typeof group === 'number' &&
    Number.isInteger(group) &&
    group % 2 === 1 &&
    group > 8 &&
    group < 0xffff &&
    typeof element === 'number' &&
    Number.isInteger(element) &&
    element >= 0 &&
    element <= 0xff
  );
}

/** Checks a profile that came as JSON. @returns why it is none, or the profile with its options in order. */
export function parseProfile(value: unknown): ProfileResult {
  const wrong = (reason: string): ProfileResult => ({ ok: false, reason });
  if (typeof value !== 'object' || value === null) return wrong('a profile is an object');
  const { name, version, options, safePrivate } = value as Partial<Record<keyof Profile, unknown>>;
  const unknownKey = Object.keys(value).find(
    (key) => !['name', 'version', 'options', 'safePrivate'].includes(key),
  );
  if (unknownKey !== undefined) return wrong('a profile has name, version, options and safePrivate only');
  if (typeof name !== 'string' || !/^[\w.-]{1,64}$/.test(name))
    return wrong('name has up to 64 letters, digits, dots and dashes');
  if (typeof version !== 'string' || !/^[\w.-]{1,16}$/.test(version)) return wrong('version is missing');
  if (!Array.isArray(options) || !options.every(isOption)) return wrong('options has an unknown option');
  if (options.includes('retainLongitudinalFullDates') && options.includes('retainLongitudinalModifiedDates'))
    return wrong('full and modified dates exclude each other');
  if (!Array.isArray(safePrivate) || !safePrivate.every(isSafePrivate))
    return wrong('safePrivate names creator, group and element of each');
  return { ok: true, profile: { name, version, options: [...new Set(options)].sort(), safePrivate } };
}

/** One text for one profile, keys and options in order: what a release record hashes. */
export function canonicalProfile({ name, version, options, safePrivate }: Profile): string {
  const elements = safePrivate
    .map(({ creator, group, element }) => ({ creator, element, group }))
    .map((each) => JSON.stringify(each))
    .sort();
  const sorted = [...new Set(options)].sort();
  return `{"name":${JSON.stringify(name)},"options":${JSON.stringify(sorted)},"safePrivate":[${elements.join(',')}],"version":${JSON.stringify(version)}}`;
}
