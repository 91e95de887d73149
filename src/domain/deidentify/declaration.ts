import type { DatasetView, Encoding } from '../dicom/index.js';
import { repeatingGroup } from './attribute-table.js';
import { type Encoded, encodeSequence, encodeText } from './encode-element.js';
import { type OptionName, optionCodes, type Profile } from './profile.js';
import type { Context, ReviewReason } from './types.js';

const BurnedInAnnotation = 0x00280301;
const RecognizableVisualFeatures = 0x00280302;

/** What has to be seen by a person before this instance may leave. */
export function reviewReasons(
  dataset: DatasetView,
  profile: Profile,
  context: Context,
  hasPixels: boolean,
): ReviewReason[] {
  const reasons: ReviewReason[] = [];
  if (hasPixels && context.pixels === undefined) {
    if (dataset.string(BurnedInAnnotation) === 'YES') reasons.push('burned-in-annotation');
    if (profile.options.includes('cleanPixelData')) reasons.push('pixels-not-reviewed');
  }
  const faces = profile.options.includes('cleanRecognizableVisualFeatures');
  if (faces && dataset.string(RecognizableVisualFeatures) === 'YES') reasons.push('recognizable-features');
  return reasons;
}

/** Options that were really carried out on this instance, not merely asked for. */
function optionsDone(
  dataset: DatasetView,
  profile: Profile,
  context: Context,
  hasPixels: boolean,
): OptionName[] {
  return profile.options.filter((option) => {
    switch (option) {
      case 'cleanPixelData':
        return hasPixels && context.pixels !== undefined;
      case 'cleanGraphics':
        return (
          context.graphics === 'reviewed' || !dataset.tags.some((tag) => repeatingGroup(tag) !== undefined)
        );
      // Nothing here removes faces.
      case 'cleanRecognizableVisualFeatures':
        return false;
      default:
        return true;
    }
  });
}

function temporalInformation({ options }: Profile): 'UNMODIFIED' | 'MODIFIED' | 'REMOVED' {
  if (options.includes('retainLongitudinalFullDates')) return 'UNMODIFIED';
  return options.includes('retainLongitudinalModifiedDates') ? 'MODIFIED' : 'REMOVED';
}

/** An item of a code of DICOM's own (PS3.16 annex D). */
export function codeItem(
  [CodeValue, CodeMeaning]: readonly [CodeValue: string, CodeMeaning: string],
  encoding: Encoding,
): Encoded[] {
  return [
    encodeText(0x00080100, 'SH', CodeValue, encoding),
    encodeText(0x00080102, 'SH', 'DCM', encoding),
    encodeText(0x00080104, 'LO', CodeMeaning, encoding),
  ];
}

/** By profile, what was done and encoding: nearly every instance of a run says the same. */
const declarations = new WeakMap<Profile, Map<string, readonly Encoded[]>>();

/** The elements by which an instance says what was done to it (PS3.15 E.1.1, E.3; PS3.3 C.7.1.1, C.12.1). */
export function declarationElements(
  dataset: DatasetView,
  profile: Profile,
  context: Context,
  encoding: Encoding,
  hasPixels: boolean,
): readonly Encoded[] {
  const options = optionsDone(dataset, profile, context, hasPixels);
  const burnedIn = hasPixels && context.pixels === undefined && dataset.string(BurnedInAnnotation) === 'YES';
  const pixelsSeen = hasPixels && context.pixels !== undefined;
  const { explicit, littleEndian } = encoding;
  let known = declarations.get(profile);
  if (known === undefined) {
    known = new Map();
    declarations.set(profile, known);
  }
  const key = [burnedIn, pixelsSeen, explicit, littleEndian, ...options].join();
  let elements = known.get(key);
  if (elements === undefined) {
    elements = encodeDeclaration(profile, options, burnedIn, pixelsSeen, encoding);
    known.set(key, elements);
  }
  return elements;
}

function encodeDeclaration(
  profile: Profile,
  options: readonly OptionName[],
  burnedIn: boolean,
  pixelsSeen: boolean,
  encoding: Encoding,
): Encoded[] {
  const text = (tag: number, vr: string, value: string): Encoded => encodeText(tag, vr, value, encoding);
  const done = options.map((option) => optionCodes[option]).sort(([a], [b]) => a.localeCompare(b));
  const basic = ['113100', 'Basic Application Confidentiality Profile'] as const;
  return [
    text(0x00080005, 'CS', 'ISO_IR 192'),
    text(0x00120062, 'CS', burnedIn ? 'NO' : 'YES'),
    text(
      0x00120063,
      'LO',
      `DICOM PS3.15 Annex E 2024e\\Tynys ${profile.name} ${profile.version}`.slice(0, 91),
    ),
    encodeSequence(
      0x00120064,
      [basic, ...done].map((code) => codeItem(code, encoding)),
      encoding,
    ),
    text(0x00280303, 'CS', temporalInformation(profile)),
    ...(pixelsSeen ? [text(BurnedInAnnotation, 'CS', 'NO')] : []),
  ];
}
