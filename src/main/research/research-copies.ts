import { createReadStream, existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FIRST_RESEARCH_ID,
  type InstanceRow,
  type SeriesRow,
  type StudyContent,
  type StudyRow,
} from '../../contract/index.js';
import { type InstanceHeader, memorySource, readHeader } from '../../domain/dicom/index.js';
import type { StoredObject } from '../store/index.js';
import { describe } from '../sync/index.js';
import type { RemoteInstance, Repository } from './repository.js';

/** More than this is thrown away, those first that were not looked at for the longest time. */
const MOST_BYTES = 4e9;

interface Copy {
  readonly path: string;
  readonly size: number;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onFetched?: (done: number, total: number) => void;
  /** Only so many instances, of images first. */
  readonly most?: number;
}

/**
 * Remote studies that were looked at, in a folder beside the store: pseudonymous, in no worklist, not backed up, gone
 * when there are too many. What does not say that its patient's identity is removed is not kept. Ids are for one run of
 * the program.
 */
export class ResearchCopies {
  readonly #dir: string;
  readonly #mostBytes: number;
  #lastId = FIRST_RESEARCH_ID;
  readonly #ids = new Map<string, number>();
  readonly #studies = new Map<number, StudyContent>();
  readonly #objects = new Map<number, Copy>();

  constructor(dir: string, mostBytes = MOST_BYTES) {
    this.#dir = dir;
    this.#mostBytes = mostBytes;
  }

  /** Fetches what is not there yet. @returns the content by which the viewer opens it. @throws LinkError */
  async fetch(
    repository: Repository,
    StudyInstanceUID: string,
    { signal, onFetched, most }: FetchOptions,
  ): Promise<StudyContent> {
    const all = await repository.instances(StudyInstanceUID, signal);
    const wanted = most === undefined ? all : imagesFirst(all).slice(0, most);
    const folder = join(this.#dir, plain(StudyInstanceUID));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const headers: { readonly header: InstanceHeader; readonly copy: Copy }[] = [];
    for (const [done, instance] of wanted.entries()) {
      signal.throwIfAborted();
      onFetched?.(done, wanted.length);
      const path = join(folder, `${plain(instance.SOPInstanceUID)}.dcm`);
      if (!existsSync(path)) {
        await writeFile(`${path}.partial`, await repository.fetch(instance, signal), { mode: 0o600 });
        await rename(`${path}.partial`, path);
      }
      const bytes = await readFile(path);
      const source = memorySource(bytes);
      const read = readHeader(source);
      if (!read.ok || describe(source)?.isDeidentified !== true) await rm(path);
      else headers.push({ header: read.header, copy: { path, size: bytes.length } });
    }
    const now = new Date();
    await utimes(folder, now, now);
    await this.#makeRoom(folder);
    const content = this.#content(headers);
    this.#studies.set(content.study.id, content);
    return content;
  }

  content(studyId: number): StudyContent | undefined {
    return this.#studies.get(studyId);
  }

  /** Fetched studies of the same pseudonym. */
  patientStudies(patientId: number): StudyRow[] {
    const studies = [...this.#studies.values()].map(({ study }) => study);
    return studies.filter((study) => study.patientId === patientId);
  }

  /** The bytes as they were fetched; undefined where they have been thrown away. */
  openObject(instanceId: number): Pick<StoredObject, 'size' | 'stream'> | undefined {
    const copy = this.#objects.get(instanceId);
    if (copy === undefined || !existsSync(copy.path)) return undefined;
    return {
      size: statSync(copy.path).size,
      stream: (range) => createReadStream(copy.path, range),
    };
  }

  /** The same thing has the same id while the program runs. */
  #id(of: string): number {
    const known = this.#ids.get(of);
    if (known !== undefined) return known;
    this.#lastId += 1;
    this.#ids.set(of, this.#lastId);
    return this.#lastId;
  }

  #content(all: readonly { readonly header: InstanceHeader; readonly copy: Copy }[]): StudyContent {
    const series = new Map<string, SeriesRow & { readonly instances: InstanceRow[] }>();
    for (const { header, copy } of all) {
      const id = this.#id(`instance ${header.SOPInstanceUID}`);
      this.#objects.set(id, copy);
      const own = series.get(header.SeriesInstanceUID) ?? {
        ...header,
        id: this.#id(`series ${header.SeriesInstanceUID}`),
        instances: [],
      };
      series.set(header.SeriesInstanceUID, own);
      own.instances.push({ ...header, id, bytes: copy.size });
    }
    for (const { instances } of series.values()) instances.sort(inReadingOrder);
    const rows = [...series.values()].sort((a, b) => (a.SeriesNumber ?? 0) - (b.SeriesNumber ?? 0));
    return {
      study: this.#study(
        all.map(({ header }) => header),
        rows,
      ),
      series: rows,
    };
  }

  #study(headers: readonly InstanceHeader[], series: readonly SeriesRow[]): StudyRow {
    const [header] = headers;
    const text = (keyword: keyof InstanceHeader): string => String(header?.[keyword] ?? '');
    return {
      id: this.#id(`study ${text('StudyInstanceUID')}`),
      patientId: this.#id(`patient ${text('PatientID')}`),
      StudyInstanceUID: text('StudyInstanceUID'),
      PatientName: text('PatientName') || text('PatientID'),
      PatientID: text('PatientID'),
      IssuerOfPatientID: text('IssuerOfPatientID'),
      PatientBirthDate: text('PatientBirthDate'),
      PatientSex: text('PatientSex'),
      StudyDate: text('StudyDate'),
      StudyTime: text('StudyTime'),
      AccessionNumber: text('AccessionNumber'),
      StudyDescription: text('StudyDescription'),
      InstitutionName: text('InstitutionName'),
      ModalitiesInStudy: [...new Set(headers.map(({ Modality }) => Modality))],
      NumberOfStudyRelatedSeries: series.length,
      NumberOfStudyRelatedInstances: headers.length,
      source: '',
      importedAt: '',
      state: 'opened',
      reportState: 'unread',
      identityMismatch: false,
      conflicts: 0,
    };
  }

  /** Throws away the studies that were looked at longest ago, never the one that was just fetched. */
  async #makeRoom(kept: string): Promise<void> {
    const folders = await Promise.all(
      (await readdir(this.#dir)).map(async (name) => {
        const path = join(this.#dir, name);
        const sizes = (await readdir(path)).map(async (file) => (await stat(join(path, file))).size);
        const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
        return { path, bytes, usedMs: (await stat(path)).mtimeMs };
      }),
    );
    let bytes = folders.reduce((sum, folder) => sum + folder.bytes, 0);
    for (const folder of folders.sort((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= this.#mostBytes) return;
      if (folder.path === kept) continue;
      await rm(folder.path, { recursive: true });
      bytes -= folder.bytes;
    }
  }
}

/** A UID as a file's name; a hostile one stays in the folder. */
const plain = (uid: string): string => uid.replace(/[^\d.]/g, '_').replace(/^\.+/, '_') || '_';

const isImage = ({ Modality }: RemoteInstance): boolean => !/^(SR|PR|SEG|KO|OT|DOC)$/.test(Modality);

const imagesFirst = (all: readonly RemoteInstance[]): RemoteInstance[] => [
  ...all.filter(isImage),
  ...all.filter((one) => !isImage(one)),
];

const inReadingOrder = (a: InstanceRow, b: InstanceRow): number =>
  (a.InstanceNumber ?? 0) - (b.InstanceNumber ?? 0) || (a.SOPInstanceUID < b.SOPInstanceUID ? -1 : 1);
