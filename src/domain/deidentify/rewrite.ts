import { type DatasetView, type DicomElement, isLongVr, type Tag } from '../dicom/index.js';
import { attributeRow, isPrivate, repeatingGroup, standardVr, tagPath } from './attribute-table.js';
import { dummyElement } from './dummy.js';
import {
  type Encoded,
  encodeBytes,
  encodeSequence,
  encodeText,
  LONGEST_SHORT_FORM,
} from './encode-element.js';
import { cleanIccProfile } from './icc-profile.js';
import { newText, textVrs } from './new-text.js';
import { keptPrivateBlocks } from './private-blocks.js';
import type { Rewriting } from './rewriting.js';
import { type Rule, ruleFor } from './rule.js';
import type { Change, ChangeAction } from './types.js';

const SpecificCharacterSet: Tag = 0x00080005;
const LengthToEnd: Tag = 0x00080001;
const PixelData: Tag = 0x7fe00010;
const ICCProfile: Tag = 0x00282000;
const binaryVrs = new Set('AT FD FL OB OD OF OL OV OW SL SS SV UL US UV'.split(' '));
/** Free binary values in which anything can be hidden; the few that are kept are image data. */
const bulkVrs = new Set(['OB', 'UN']);
const keptBulk = new Set<Tag>([
  0x00282000, 0x54001010, 0x54000110, 0x54000112, 0x5400100a, 0x00700256, 0x7fe00001, 0x7fe00002,
]);

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
  if (tag === ICCProfile && rule.handling !== 'remove') {
    const cleaned = cleanIccProfile(bytes);
    change(run, path, tag, cleaned === undefined ? 'removed' : 'cleaned', 'identifiers');
    return cleaned === undefined ? undefined : encodeBytes(tag, vr, cleaned, run.encoding);
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
