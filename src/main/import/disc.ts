import type { ImportReason } from '../../contract/index.js';
import { type DicomdirStudy, memorySource, readDicomdir } from '../../domain/dicom/index.js';
import { joinLabel } from './entry-name.js';
import { type FoundFile, fileInMemory, type Obstacle } from './found-file.js';
import { isUnsafeComponent, OUTSIDE, type Tree } from './tree.js';

/** A DICOMDIR of a million images is smaller; bounds what a hostile one makes us hold. */
const MAX_DICOMDIR_BYTES = 256 * 1024 * 1024;

/** A file that the DICOMDIR promises, to be looked up when its turn comes. */
export interface Reference {
  readonly StudyInstanceUID: string;
  find(): FoundFile | Obstacle;
}

/** What the DICOMDIR of a tree says, before any other file is read. */
export interface Disc {
  /** Its bytes are already in memory: the medium is not asked for them again. */
  readonly dicomdir: FoundFile;
  /** Why the DICOMDIR settles as it does. */
  readonly reason: ImportReason;
  readonly studies: readonly DicomdirStudy[];
  /** In the order of the DICOMDIR, each file once. */
  readonly references: readonly Reference[];
}

/** Reads the DICOMDIR of a tree; undefined where there is none or it cannot be read. */
export async function readDisc(tree: Tree, treeLabel: string): Promise<Disc | undefined> {
  const file = tree.dicomdir();
  if (file === undefined || file.size > MAX_DICOMDIR_BYTES) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(file);
  } catch {
    // It is met again among the other files, and settles there with its reason.
    return undefined;
  }
  const dicomdir = fileInMemory(file.label, bytes, file.mtimeMs);
  const result = readDicomdir(memorySource(bytes));
  if (!result.ok) {
    const reason: ImportReason = { code: 'dicomdir-unreadable', cause: result.reason };
    return { dicomdir, reason, studies: [], references: [] };
  }
  const references: Reference[] = [];
  const seen = new Set<string>();
  for (const { components, unsafe, StudyInstanceUID } of result.files) {
    // Some writers put one component 'A/B/C' where the standard asks for three (PS3.3 F.3.2.2).
    const parts = components.flatMap((component) => component.split('/'));
    const key = parts.join('/');
    if (seen.has(key)) continue;
    seen.add(key);
    const leadsOut =
      parts.length === 0 || parts.some(isUnsafeComponent) || (unsafe && parts.length === components.length);
    references.push({
      StudyInstanceUID,
      find: () => (leadsOut ? { label: joinLabel(treeLabel, key), ...OUTSIDE } : tree.resolve(parts)),
    });
  }
  return { dicomdir, reason: { code: 'dicomdir' }, studies: result.studies, references };
}

async function readWhole(file: FoundFile): Promise<Uint8Array> {
  const opened = file.open();
  try {
    const bytes = new Uint8Array(opened.size);
    let filled = 0;
    while (filled < bytes.length) {
      const count = await opened.read(bytes.subarray(filled));
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    opened.close();
  }
}
