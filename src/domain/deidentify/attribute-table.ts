import type { Tag } from '../dicom/index.js';
import { tableE11 } from './table-e1-1.js';
import { tableVr } from './table-vr.js';

/** Actions of PS3.15 table E.1-1: remove, zero length, dummy, new UID, keep, clean, and choices among them. */
export type BasicAction = 'X' | 'Z' | 'D' | 'U' | 'X/Z' | 'X/D' | 'Z/D' | 'X/Z/D' | 'X/Z/U*';

/** One attribute of table E.1-1. */
export interface AttributeRow {
  readonly tag: string;
  readonly keyword: string;
  readonly basic: BasicAction;
  /** A letter per option column, upper case for K, lower case for C: `columns` in the generating script. */
  readonly options: string;
}

/** All 621 rows of the table, patterns last, `tag` as eight hexadecimal digits (or the pattern). */
export const attributeRows: readonly AttributeRow[] = tableE11
  .trim()
  .split('\n')
  .map((line) => {
    const [tag = '', keyword = '', basic = '', options = ''] = line.split(' ');
    return { tag, keyword, basic: basic as BasicAction, options };
  });

const rowByTag = new Map<Tag, AttributeRow>();
for (const row of attributeRows) {
  if (/^[0-9a-f]{8}$/.test(row.tag)) rowByTag.set(Number.parseInt(row.tag, 16), row);
}

const vrByTag = new Map<Tag, string>();
for (const line of tableVr.trim().split('\n')) {
  const [group = '', vr = '', ...elements] = line.split(' ');
  for (const element of elements) vrByTag.set(Number.parseInt(group + element, 16), vr);
}

/** The row of a standard attribute; the patterns (private, 50xx, 60xx) are dealt with as whole groups. */
export function attributeRow(tag: Tag): AttributeRow | undefined {
  return rowByTag.get(tag);
}

/** The VR of PS3.6, the first of several; undefined for what the standard does not have. */
export function standardVr(tag: Tag): string | undefined {
  return vrByTag.get(tag);
}

export function isPrivate(tag: Tag): boolean {
  return ((tag >>> 16) & 1) === 1;
}

/** Curves (50xx) and overlays (60xx), which repeat every second group (PS3.5 7.6). */
export function repeatingGroup(tag: Tag): 'curve' | 'overlay' | undefined {
  const group = tag >>> 24;
  return group === 0x50 ? 'curve' : group === 0x60 ? 'overlay' : undefined;
}

/** '(0040,A730)[2]>(0040,A160)'. */
export function tagPath(path: string, tag: Tag): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `${path}(${digits.slice(0, 4)},${digits.slice(4)})`;
}
