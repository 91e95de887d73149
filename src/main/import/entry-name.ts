import type { FsPath } from './found-file.js';

/**
 * A directory entry's name for people: UTF-8 as it is; a byte that is not UTF-8 as `\xNN`, so that two different
 * names never get one label (a resumed import tells files apart by their labels).
 */
export function nameLabel(name: Buffer): string {
  const text = name.toString('utf8');
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(name)) return text;
  let label = '';
  let start = 0;
  while (start < name.length) {
    const length = validSequenceLength(name, start);
    if (length === 0) {
      label += `\\x${(name[start] ?? 0).toString(16).padStart(2, '0')}`;
      start += 1;
    } else {
      label += name.toString('utf8', start, start + length);
      start += length;
    }
  }
  return label;
}

/** Length of the UTF-8 sequence at `start`, 0 where there is none. */
function validSequenceLength(bytes: Buffer, start: number): number {
  const first = bytes[start] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  if (length === 0 || start + length > bytes.length) return 0;
  const part = bytes.subarray(start, start + length);
  return Buffer.from(part.toString('utf8'), 'utf8').equals(part) ? length : 0;
}

/** The path of an entry in a folder; stays a string as long as every name on the way is valid UTF-8. */
export function joinPath(folder: FsPath, name: Buffer): FsPath {
  if (typeof folder === 'string') {
    const text = name.toString('utf8');
    if (!text.includes('\uFFFD')) return folder.endsWith('/') ? folder + text : `${folder}/${text}`;
  }
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
}

/** The label of an entry in a folder, as `find` prints it. */
export function joinLabel(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** What is left of a name when case, an ISO 9660 version (`;1`) and a trailing dot do not count. */
function bareName(name: string): string {
  return name.toUpperCase().replace(/;\d+$/, '').replace(/\.$/, '');
}

/** True for the DICOMDIR of a medium, in any case and with the version suffix that some mounts show (PS3.10 8.6). */
export function isDicomdirName(name: string): boolean {
  return bareName(name) === 'DICOMDIR';
}

/** The names of one folder, prepared for many look-ups. */
export class NameIndex {
  readonly #exact: ReadonlySet<string>;
  readonly #bare = new Map<string, string>();

  constructor(names: Iterable<string>) {
    const sorted = [...names].sort();
    this.#exact = new Set(sorted);
    for (const name of sorted) {
      const bare = bareName(name);
      if (!this.#bare.has(bare)) this.#bare.set(bare, name);
    }
  }

  /**
   * The entry that a component of a Referenced File ID (0004,1500) means. Media in the field are mounted in lower
   * case, with `;1` or `.;1`, or were copied by software that added `.DCM`; an exact name always wins.
   */
  find(wanted: string): string | undefined {
    if (this.#exact.has(wanted)) return wanted;
    const bare = bareName(wanted);
    return (
      this.#bare.get(bare) ??
      this.#bare.get(`${bare}.DCM`) ??
      (bare.endsWith('.DCM') ? this.#bare.get(bare.slice(0, -4)) : undefined)
    );
  }
}
