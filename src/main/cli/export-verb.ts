import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ReadStore, syncFolderIfPossible } from '../store/index.js';
import { count, formatBytes, WrongCall } from './output.js';
import { outputFolder } from './output-folder.js';
import { storeToRead } from './store-option.js';
import type { Verb } from './verb.js';

export const exportVerb: Verb = {
  usage: `tynys export UID… --to DIR [--store DIR] [--json]

Writes the instances of each UID (of a study, a series or an instance) exactly as they were imported, to
DIR/StudyInstanceUID/SeriesInstanceUID/SOPInstanceUID.dcm. The files name the patient: they are not de-identified.

With --json, a line per instance: {"SOPInstanceUID","file","bytes","sha256"}, a line per UID that is not in the
store: {"UID","error"}, and last {"summary":{"exported","failed","bytes","elapsedMs"}}`,
  options: { to: { type: 'string' } },
  async run({ positionals, values, output }) {
    const to = values['to'];
    if (positionals.length === 0) throw new WrongCall('export needs at least one UID');
    if (typeof to !== 'string' || to === '') throw new WrongCall('export needs --to DIR');
    const startedMs = performance.now();
    const store = storeToRead(values.store);
    try {
      const dir = outputFolder(store, 'to', to);
      output.note('These files identify the patient: they are originals, not de-identified.');
      const exported = new Set<number>();
      const folders = new Set<string>();
      let bytes = 0;
      let written = 0;
      let failed = 0;
      const names = new ExportNames(dir);
      for (const UID of positionals) {
        const instances = store.instancesByUID(UID);
        if (instances.length === 0) {
          failed += 1;
          const error = 'not in this store';
          await output.result({ UID, error }, `${UID}: ${error}`);
        }
        for (const instance of instances) {
          if (exported.has(instance.instanceId)) continue;
          exported.add(instance.instanceId);
          const file = names.next(instance);
          const { SOPInstanceUID } = instance;
          const original = writeOriginal(store, instance.instanceId, file);
          if ('error' in original) {
            failed += 1;
            await output.result(
              { SOPInstanceUID, error: original.error },
              `${SOPInstanceUID}: ${original.error}`,
            );
            continue;
          }
          folders.add(dirname(file));
          written += 1;
          bytes += original.bytes;
          await output.result(
            { SOPInstanceUID, file: join(to, file.slice(dir.length + 1)), ...original },
            file,
          );
        }
      }
      // Makes the names durable as well.
      for (const folder of folders) syncFolderIfPossible(folder);
      const elapsedMs = Math.round(performance.now() - startedMs);
      await output.result(
        { summary: { exported: written, failed, bytes, elapsedMs } },
        `${count(written, 'file')} written, ${formatBytes(bytes)}${failed > 0 ? `, ${failed} failed` : ''}`,
      );
      return failed === 0 ? 0 : 1;
    } finally {
      store.close();
    }
  },
};

interface Named {
  readonly instanceId: number;
  readonly SOPInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
}

/** Names for exported files: the same for the same store and UIDs, and never outside the folder. */
class ExportNames {
  readonly #dir: string;
  readonly #used = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  next(instance: Named): string {
    const folder = join(
      this.#dir,
      safe(instance.StudyInstanceUID, 'study'),
      safe(instance.SeriesInstanceUID, 'series'),
    );
    let file = join(folder, `${safe(instance.SOPInstanceUID, `instance-${instance.instanceId}`)}.dcm`);
    // UIDs that differ only in characters that no file name may have.
    if (this.#used.has(file)) file = join(folder, `${safe('', `instance-${instance.instanceId}`)}.dcm`);
    this.#used.add(file);
    return file;
  }
}

/** A UID as a file name: what is not a digit, letter, dot or dash becomes '_'. */
function safe(uid: string, otherwise: string): string {
  const name = uid.replace(/[^0-9A-Za-z.-]/g, '_').slice(0, 100);
  return name === '' || /^\.+$/.test(name) ? otherwise : name;
}

/** Writes an original beside its place, syncs it, and puts it there: a file that is there is whole. */
function writeOriginal(
  store: ReadStore,
  instanceId: number,
  file: string,
): { readonly bytes: number; readonly sha256: string } | { readonly error: string } {
  const object = store.openObject(instanceId);
  if (object === undefined) return { error: 'its bytes are missing from the store' };
  const bytes = object.readAll();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== object.sha256) return { error: 'its bytes in the store are damaged' };
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  const fd = openSync(partial, 'w');
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
    fsyncSync(fd);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(partial, file);
  return { bytes: bytes.length, sha256 };
}
