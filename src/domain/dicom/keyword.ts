import type { Tag } from './tag.js';
import { writeDictionary } from './write-dictionary.js';

const keywords = new Map<Tag, string>(
  Object.entries(writeDictionary).map(([keyword, entry]) => [
    Number.parseInt(entry.slice(0, 8), 16),
    keyword,
  ]),
);

/** The keyword of an attribute that this product writes; '' for all others. */
export function writtenKeyword(tag: Tag): string {
  return keywords.get(tag) ?? '';
}
