import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { SetFile, SetStudy } from '../../domain/research/index.js';
import { parsedJson } from './parsed-json.js';

/** What belongs to the export itself: no part of the set, not in its manifest. */
const OWN = '.tynys';
const LEDGER = `${OWN}/studies.jsonl`;

/** What a set was begun with; a set that grows has to go on with the same. */
export const SetSettings = z.object({
  name: z.string(),
  formats: z.array(z.string()),
  window: z.object({ center: z.number(), width: z.number() }).nullable(),
  query: z.record(z.string(), z.union([z.string(), z.number()])),
  rule: z.object({ train: z.number(), validation: z.number(), heldOutSites: z.array(z.string()) }),
  /** SHA-256 of the key of the splits: which key it was, not the key. */
  splitKey: z.string(),
});
export type SetSettings = z.infer<typeof SetSettings>;

/** The folder of a training set: whole files only, and a ledger of the studies that are in it. */
export class SetFolder {
  readonly #dir: string;
  readonly #studies = new Map<string, SetStudy>();

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Makes the folder, or goes on with one. @returns 'settings-differ' where it was begun otherwise */
  static async open(dir: string, settings: SetSettings): Promise<SetFolder | 'settings-differ'> {
    await mkdir(join(dir, OWN), { recursive: true });
    const folder = new SetFolder(dir);
    const path = join(dir, OWN, 'settings.json');
    if (existsSync(path)) {
      const begun = SetSettings.safeParse(JSON.parse(await readFile(path, 'utf8')));
      if (JSON.stringify(begun.data) !== JSON.stringify(settings)) return 'settings-differ';
    } else await folder.#put(`${OWN}/settings.json`, JSON.stringify(settings));
    await folder.#readLedger();
    return folder;
  }

  /** Of all studies the last state. */
  get studies(): SetStudy[] {
    return [...this.#studies.values()].sort((a, b) => (a.StudyInstanceUID < b.StudyInstanceUID ? -1 : 1));
  }

  study(StudyInstanceUID: string): SetStudy | undefined {
    return this.#studies.get(StudyInstanceUID);
  }

  /** Notes a study whose files are all in place; synced, so that what the ledger names is there. */
  async note(study: SetStudy): Promise<void> {
    const file = await open(this.#at(LEDGER), 'a');
    try {
      // The first break ends what a power cut left of a line.
      await file.write(`\n${JSON.stringify(study)}`);
      await file.sync();
    } finally {
      await file.close();
    }
    this.#studies.set(study.StudyInstanceUID, study);
  }

  /** Writes a file beside its place and puts it there. @param path below the folder, with '/' */
  async write(path: string, content: Uint8Array | string): Promise<SetFile> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.#put(path, bytes);
    return { path, sha256, bytes: bytes.length };
  }

  /** Writes a file as it comes about. */
  async stream(path: string, chunks: AsyncIterable<Uint8Array>): Promise<SetFile> {
    const partial = await this.#partial(path);
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(partial, 'w');
    try {
      for await (const chunk of chunks) {
        await file.write(chunk);
        hash.update(chunk);
        bytes += chunk.length;
      }
      await file.sync();
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rename(partial, this.#at(path));
    return { path, sha256: hash.digest('hex'), bytes };
  }

  async read(path: string): Promise<Uint8Array> {
    return await readFile(this.#at(path));
  }

  has(path: string): boolean {
    return existsSync(this.#at(path));
  }

  /** A file that is there already under another path. */
  async copy(from: string, to: string): Promise<SetFile> {
    const partial = await this.#partial(to);
    await copyFile(this.#at(from), partial);
    await rename(partial, this.#at(to));
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(this.#at(to))) {
      hash.update(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
    }
    return { path: to, sha256: hash.digest('hex'), bytes };
  }

  /** Where a study's objects lie while they are worked on; what an interrupted export fetched is still there. */
  staged(StudyInstanceUID: string, SOPInstanceUID = ''): string {
    const folder = `${OWN}/staging/${StudyInstanceUID}`;
    return SOPInstanceUID === '' ? folder : `${folder}/${SOPInstanceUID}.dcm`;
  }

  async remove(path: string): Promise<void> {
    await rm(this.#at(path), { recursive: true, force: true });
  }

  /** Where a path below the folder, with '/', is on this machine. */
  #at(path: string): string {
    return join(this.#dir, ...path.split('/'));
  }

  async #put(path: string, content: Uint8Array | string): Promise<void> {
    const partial = await this.#partial(path);
    await writeFile(partial, content);
    await rename(partial, this.#at(path));
  }

  async #partial(path: string): Promise<string> {
    const to = this.#at(path);
    await mkdir(dirname(to), { recursive: true });
    return `${to}.partial`;
  }

  async #readLedger(): Promise<void> {
    const path = this.#at(LEDGER);
    if (!existsSync(path)) return;
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      // Lines are written by this class alone; a torn one is none.
      const study = parsedJson(line) as SetStudy | undefined;
      if (study !== undefined) this.#studies.set(study.StudyInstanceUID, study);
    }
  }
}
