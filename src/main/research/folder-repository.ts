import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { sopClass } from '../../domain/dicom/index.js';
import { INDEX_FOLDER, type IndexLine, parseIndex } from '../../domain/sync/index.js';
import { LinkError } from '../sync/index.js';
import { distinct, type RemoteInstance, type RemoteStudy, type Repository } from './repository.js';

/** A line of the index, and whose index it is in. */
type Entry = IndexLine & { readonly site: string };

/** A repository in a folder, read through its index files as `domain/sync/folder-layout` describes them. */
export class FolderRepository implements Repository {
  readonly name: string;
  readonly #dir: string;
  #entries: Promise<ReadonlyMap<string, readonly Entry[]>> | undefined;

  constructor(dir: string) {
    this.#dir = dir;
    this.name = basename(dir);
  }

  async *studies(): AsyncIterable<RemoteStudy> {
    // Others write while we read: every search looks anew.
    this.#entries = undefined;
    for (const entries of (await this.#byStudy()).values()) {
      const [first] = entries;
      if (first !== undefined) yield summaryOf(first, entries);
    }
  }

  async instances(StudyInstanceUID: string): Promise<readonly RemoteInstance[]> {
    return (await this.#byStudy()).get(StudyInstanceUID) ?? [];
  }

  async fetch({ StudyInstanceUID, SOPInstanceUID }: RemoteInstance): Promise<Uint8Array> {
    const entries = (await this.#byStudy()).get(StudyInstanceUID) ?? [];
    const entry = entries.find((one) => one.SOPInstanceUID === SOPInstanceUID);
    const path = entry && join(this.#dir, ...entry.path.split('/'));
    // An index is a file that others write: it may not name files elsewhere.
    if (entry === undefined || path === undefined || !path.startsWith(`${this.#dir}${sep}`)) {
      throw new LinkError('folder-missing');
    }
    const bytes = await readFile(path).catch(() => {
      throw new LinkError('folder-missing');
    });
    if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) {
      throw new LinkError('server-failed');
    }
    return bytes;
  }

  close(): void {
    this.#entries = undefined;
  }

  #byStudy(): Promise<ReadonlyMap<string, readonly Entry[]>> {
    this.#entries ??= readIndex(this.#dir);
    return this.#entries;
  }
}

/** All index files together, an instance once. @throws LinkError 'folder-missing' where there is no repository */
async function readIndex(dir: string): Promise<Map<string, Entry[]>> {
  const folder = join(dir, INDEX_FOLDER);
  const names = await readdir(folder).catch(() => {
    throw new LinkError('folder-missing');
  });
  const byInstance = new Map<string, Entry>();
  for (const name of names.filter((each) => each.endsWith('.jsonl')).sort()) {
    const site = basename(name, '.jsonl');
    for (const line of parseIndex(await readFile(join(folder, name), 'utf8'))) {
      byInstance.set(line.SOPInstanceUID, { ...line, site });
    }
  }
  const byStudy = new Map<string, Entry[]>();
  for (const entry of byInstance.values()) {
    const study = byStudy.get(entry.StudyInstanceUID) ?? [];
    byStudy.set(entry.StudyInstanceUID, study);
    study.push(entry);
  }
  return byStudy;
}

function summaryOf(first: Entry, entries: readonly Entry[]): RemoteStudy {
  const { StudyInstanceUID, PatientID, PatientSex, StudyDate, StudyDescription, site } = first;
  return {
    StudyInstanceUID,
    PatientID,
    PatientSex,
    // Derived objects need not repeat it.
    PatientAge: entries.find((entry) => entry.PatientAge !== '')?.PatientAge ?? '',
    StudyDate,
    StudyDescription,
    modalities: distinct(entries.map(({ Modality }) => Modality)),
    bodyParts: distinct(entries.map(({ BodyPartExamined }) => BodyPartExamined)),
    views: distinct(entries.map(({ ViewPosition }) => ViewPosition)),
    site,
    instances: entries.length,
    reports: entries.filter(({ SOPClassUID }) => sopClass(SOPClassUID)?.kind === 'sr'),
  };
}
