import { join } from 'node:path';

interface Pseudonymous {
  readonly PatientID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly SOPInstanceUID: string;
}

/** Names for released files: pseudonym/study/series/instance.dcm, of what the released objects say of themselves. */
export class TreeNames {
  readonly #used = new Set<string>();

  /**
   * @param same whether the bytes are those that a path was given for before: the same object twice gets one name,
   *   two objects with one UID get two
   * @returns the path below the folder, and whether it was given for the same bytes before
   */
  next(
    object: Pseudonymous,
    same: (path: string) => boolean,
  ): { readonly path: string; readonly repeated: boolean } {
    const folder = join(
      safe(object.PatientID, 'no-patient'),
      safe(object.StudyInstanceUID, 'no-study'),
      safe(object.SeriesInstanceUID, 'no-series'),
    );
    const name = safe(object.SOPInstanceUID, 'instance');
    for (let copy = 1; ; copy += 1) {
      const path = join(folder, `${name}${copy === 1 ? '' : `_${copy}`}.dcm`);
      if (!this.#used.has(path)) {
        this.#used.add(path);
        return { path, repeated: false };
      }
      if (same(path)) return { path, repeated: true };
    }
  }
}

/** A UID or pseudonym as a file name; profiles that retain UIDs let in what files say. */
function safe(text: string, otherwise: string): string {
  const name = text.replace(/[^0-9A-Za-z.-]/g, '_').slice(0, 100);
  return name === '' || /^\.+$/.test(name) ? otherwise : name;
}
