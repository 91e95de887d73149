import { encodePart10, itemLength } from './write.js';
import type { DataSet } from './write-dictionary.js';

const MediaStorageDirectoryStorage = '1.2.840.10008.1.3.10';

/** A record of a DICOMDIR and what hangs below it (PS3.3 F.5): PATIENT, STUDY, SERIES, IMAGE. */
export interface DirectoryRecord {
  /** With DirectoryRecordType; the offsets and RecordInUseFlag are filled in here. */
  readonly keys: DataSet;
  readonly children: readonly DirectoryRecord[];
}

interface Placed {
  readonly record: DirectoryRecord;
  offset: number;
  next: Placed | undefined;
  readonly children: readonly Placed[];
}

function place(records: readonly DirectoryRecord[]): Placed[] {
  const placed = records.map(
    (record): Placed => ({ record, offset: 0, next: undefined, children: place(record.children) }),
  );
  for (const [index, item] of placed.entries()) item.next = placed[index + 1];
  return placed;
}

function depthFirst(placed: readonly Placed[]): Placed[] {
  return placed.flatMap((item) => [item, ...depthFirst(item.children)]);
}

function itemOf({ record, next, children }: Placed): DataSet {
  return {
    ...record.keys,
    OffsetOfTheNextDirectoryRecord: next?.offset ?? 0,
    RecordInUseFlag: 0xffff,
    OffsetOfReferencedLowerLevelDirectoryEntity: children[0]?.offset ?? 0,
  };
}

/**
 * Encodes a DICOMDIR (PS3.3 annex F, PS3.10 8.6). Offsets count from the first byte of the file to a record's item.
 * @param roots the PATIENT records, in the order of the disc.
 * @throws InvalidValueError
 */
export function encodeDirectory(
  fileSet: { readonly FileSetID: string; readonly SOPInstanceUID: string },
  roots: readonly DirectoryRecord[],
): Uint8Array<ArrayBuffer> {
  const tree = place(roots);
  const all = depthFirst(tree);
  const encode = (items: readonly DataSet[]): Uint8Array<ArrayBuffer> =>
    encodePart10(
      { SOPClassUID: MediaStorageDirectoryStorage, SOPInstanceUID: fileSet.SOPInstanceUID },
      {
        FileSetID: fileSet.FileSetID,
        OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: tree[0]?.offset ?? 0,
        OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity: tree.at(-1)?.offset ?? 0,
        FileSetConsistencyFlag: 0,
        DirectoryRecordSequence: items,
      },
    );
  // The sequence is the last element and offsets have a fixed size: what precedes it never changes its length.
  let offset = encode([]).length;
  for (const item of all) {
    item.offset = offset;
    offset += itemLength(itemOf(item));
  }
  return encode(all.map(itemOf));
}
