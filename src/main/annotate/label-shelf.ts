import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabelSet } from '../../contract/index.js';
import { defaultLabels } from '../../domain/annotate/index.js';
import { jsonFiles } from '../store/index.js';

/** Where a store's own label sets lie: one JSON file a set, its name the file's. */
export const siteLabels = (storeDir: string): string => join(storeDir, 'labels');

/**
 * The shipped set, then the store's own in the order of their names. A set named as the shipped one takes its place;
 * a file that is no label set is passed over.
 */
export function readLabelSets(dir: string): LabelSet[] {
  const own = jsonFiles(dir).flatMap(
    (file) => readSet(join(dir, file), file.slice(0, -'.json'.length)) ?? [],
  );
  const isReplaced = own.some(({ name }) => name === defaultLabels.name);
  return isReplaced ? own : [LabelSet.parse(defaultLabels), ...own];
}

function readSet(path: string, name: string): LabelSet | undefined {
  try {
    return LabelSet.safeParse({ ...JSON.parse(readFileSync(path, 'utf8')), name }).data;
  } catch {
    return undefined;
  }
}
