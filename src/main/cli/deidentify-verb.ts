import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { ByteSource } from '../../domain/dicom/index.js';
import {
  examine,
  isCertain,
  keyedHash,
  openPixelWork,
  produce,
  profileFrom,
  type Site,
} from '../deidentify/index.js';
import { filesBelow, type InputFile } from '../import/index.js';
import type { ReadStore } from '../store/index.js';
import {
  DEIDENTIFY_OPTIONS_USAGE,
  deidentifyOptions,
  NO_FINDER,
  profileFor,
  reviewReason,
  secretFor,
} from './deidentify-options.js';
import { untilInterrupted } from './interrupt.js';
import { count, formatBytes, type Output, WrongCall } from './output.js';
import { OutputTree } from './output-tree.js';
import { storeIfThere } from './store-option.js';
import { storedFiles } from './stored-files.js';
import type { Verb } from './verb.js';

export const deidentifyVerb: Verb = {
  usage: `tynys deidentify PATH|UID… --out DIR [--profile P] [--store DIR] [--secret-file FILE] [--json]

De-identifies every DICOM file below each PATH (a folder, a file, a ZIP archive, a disc), or every stored instance of
each UID, into DIR/pseudonym/study/series/instance.dcm. Nothing in DIR, its names included, says who the patient is.
The same files give the same bytes again under the same profile and secret. Nothing is recorded: see tynys release.

${DEIDENTIFY_OPTIONS_USAGE}

With --json, a line per instance:
  {"file","result":"released|held|failed","out"?,"reason"?,"code"?,"changed":N,"boxes":N}
and last {"summary":{"released","held","failed","notDicom","bytes","elapsedMs"}}. 'held': it needs a person's look, or
cannot be cleaned; nothing of it was written. 'failed': it could not be read or written. Exit code 1 when anything
that is DICOM was held or failed.`,
  options: { ...deidentifyOptions, out: { type: 'string' } },
  async run({ positionals, values, output }) {
    const out = values['out'];
    if (positionals.length === 0) throw new WrongCall('deidentify needs at least one PATH or UID');
    if (typeof out !== 'string' || out === '') throw new WrongCall('deidentify needs --out DIR');
    const isUid = (given: string): boolean => !existsSync(given) && /^\d+(\.\d+)+$/.test(given);
    const nothing = positionals.find((given) => !existsSync(given) && !isUid(given));
    if (nothing !== undefined) throw new WrongCall(`${nothing} is neither a file or folder nor a UID`);
    const store = positionals.some(isUid) ? storeIfThere(values.store) : undefined;
    const run: Run = {
      out,
      output,
      site: {
        profile: profileFrom(profileFor(values, store?.releases)),
        hmac: keyedHash(secretFor(values).bytes),
        pixels: openPixelWork(() => output.note(NO_FINDER)),
      },
      tree: new OutputTree(outFolder(out, positionals, store)),
      tally: { released: 0, held: 0, failed: 0, notDicom: 0, bytes: 0 },
    };
    const startedMs = performance.now();
    let attention: boolean;
    try {
      attention = await untilInterrupted(async (signal) => {
        let any = false;
        for (const given of positionals) {
          const files = existsSync(given) ? filesBelow(given) : storedFiles(store, given);
          for await (const file of files) {
            if (signal.aborted) return true;
            any = (await one(run, file)) || any;
          }
        }
        return any;
      });
    } finally {
      await run.site.pixels.close();
      run.tree.close();
      store?.close();
    }
    const summary = { ...run.tally, elapsedMs: Math.round(performance.now() - startedMs) };
    await output.result(
      { summary },
      `${summary.released} released, ${summary.held} held, ${summary.failed} failed, ${count(summary.notDicom, 'file')} not DICOM; ${formatBytes(summary.bytes)}`,
    );
    return attention ? 1 : 0;
  },
};

interface Run {
  readonly out: string;
  readonly output: Output;
  readonly site: Site;
  readonly tree: OutputTree;
  readonly tally: { released: number; held: number; failed: number; notDicom: number; bytes: number };
}

type Outcome =
  | {
      readonly result: 'released';
      readonly path: string;
      readonly bytes: number;
      readonly changed: number;
      readonly boxes: number;
    }
  | { readonly result: 'held'; readonly code: string; readonly reason: string; readonly boxes?: number };

/** @returns whether somebody should look at it */
async function one(run: Run, file: InputFile): Promise<boolean> {
  const { output, tally } = run;
  let outcome: Awaited<ReturnType<typeof file.read<Outcome>>>;
  try {
    outcome = await file.read((source) => released(run, source));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // The disk of --out, not this file: every other one would end the same way.
    if (['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].includes(code)) {
      throw new WrongCall(`--out cannot be written to (${code}); what was released before is whole`);
    }
    const defect =
      code === '' ? 'it met a defect of this program' : `it could not be read or written (${code})`;
    outcome = { notRead: 'unreadable', reason: defect };
  }
  if ('notRead' in outcome) {
    const { notRead, reason } = outcome;
    const result = notRead === 'not-dicom' ? 'held' : 'failed';
    if (notRead === 'not-dicom') tally.notDicom += 1;
    else tally.failed += 1;
    const code = notRead === 'not-dicom' ? { code: notRead } : {};
    await output.result(
      { file: file.file, result, reason, ...code, changed: 0, boxes: 0 },
      result === 'failed' ? `failed: ${file.file}: ${reason}` : undefined,
    );
    return notRead !== 'not-dicom';
  }
  if (outcome.result === 'held') {
    const { code, reason, boxes = 0 } = outcome;
    // A disc's directory is no instance: its files are released, it is not.
    if (code === 'dicomdir') tally.notDicom += 1;
    else tally.held += 1;
    await output.result(
      { file: file.file, result: 'held', reason, code, changed: 0, boxes },
      code === 'dicomdir' ? undefined : `held: ${file.file}: ${reason}`,
    );
    return code !== 'dicomdir';
  }
  const { path, bytes, changed, boxes } = outcome;
  tally.released += 1;
  tally.bytes += bytes;
  await output.result(
    { file: file.file, result: 'released', out: join(run.out, path), changed, boxes },
    undefined,
  );
  return false;
}

async function released({ site, tree }: Run, source: ByteSource): Promise<Outcome> {
  // First what costs little: an object that nobody can release needs no look at its pixels, nor a person's.
  const unmasked = await produce(source, [], site);
  if (!unmasked.ok) return { result: 'held', code: unmasked.held, reason: unmasked.reason };
  const examined = await examine(source, site);
  if (!examined.ok) return { result: 'held', code: examined.held, reason: examined.reason };
  const boxes = examined.boxes.filter(({ kind }) => kind === 'text').length;
  if (!isCertain(examined)) {
    return { result: 'held', code: 'needs-review', reason: reviewReason(examined.findings), boxes };
  }
  const result = boxes === 0 ? unmasked : await produce(source, examined.boxes, site);
  if (!result.ok) return { result: 'held', code: result.held, reason: result.reason, boxes };
  const { path, bytes } = tree.write(result);
  return { result: 'released', path, bytes, changed: result.report.length, boxes };
}

/** The output folder, made; never one that is read from, nor within the store. */
function outFolder(out: string, positionals: readonly string[], store: ReadStore | undefined): string {
  const dir = resolve(out);
  mkdirSync(dir, { recursive: true });
  const real = `${realpathSync(dir)}${sep}`;
  if (store !== undefined && real.startsWith(`${realpathSync(store.dir)}${sep}`)) {
    throw new WrongCall('--out is inside the store');
  }
  for (const given of positionals) {
    if (existsSync(given) && real.startsWith(`${realpathSync(given)}${sep}`)) {
      throw new WrongCall(`--out is inside ${given}, which is read`);
    }
  }
  return dir;
}
