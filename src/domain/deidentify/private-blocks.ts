import type { DatasetView, Tag } from '../dicom/index.js';
import { isPrivate } from './attribute-table.js';
import type { Profile } from './profile.js';

const LONGEST_VALUE = 256;
const numericVrs = new Set(['AT', 'DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'UL', 'US']);
const numeric = /^[\d\s+\-.eE\\]*$/;
const codeLike = /^[A-Z0-9_ \\]{1,16}$/;

/**
 * The private elements of a data set that may stay, with the VR to write: those the profile names by creator and
 * element, with a value that looks like a number or a code, and the creators that reserve their blocks (PS3.5 7.8.1).
 */
export function keptPrivateBlocks(dataset: DatasetView, profile: Profile): ReadonlyMap<Tag, string> {
  const kept = new Map<Tag, string>();
  if (!profile.options.includes('retainSafePrivate')) return kept;
  for (const tag of dataset.tags) {
    const block = (tag & 0xff00) >> 8;
    if (!isPrivate(tag) || block < 0x10) continue;
    const creatorTag = ((tag & 0xffff0000) >>> 0) + block;
    const creator = dataset.string(creatorTag);
    const safe = profile.safePrivate.some(
      (each) => each.creator === creator && each.group === tag >>> 16 && each.element === (tag & 0xff),
    );
    const vr = safe ? safeVr(dataset, tag) : undefined;
    if (vr === undefined) continue;
    kept.set(creatorTag, 'LO');
    kept.set(tag, vr);
  }
  return kept;
}

function safeVr(dataset: DatasetView, tag: Tag): string | undefined {
  const element = dataset.element(tag);
  if (element === undefined || element.items !== undefined || element.bytes.length > LONGEST_VALUE)
    return undefined;
  const text = dataset.text(tag);
  const { vr } = element;
  if (vr === 'DS' || vr === 'IS' || vr === 'UN') return numeric.test(text) ? vr : undefined;
  if (vr === 'CS' || vr === 'SH' || vr === 'LO')
    return numeric.test(text) || codeLike.test(text) ? vr : undefined;
  return numericVrs.has(vr) ? vr : undefined;
}
