import type {
  FileOutcome,
  ImportJob,
  StudyContent,
  StudyPage,
  StudyQuery,
  StudyRow,
  WaitingFilm,
} from '../../contract/index.js';
import type { ByteSource, HeaderResult, InstanceHeader } from '../../domain/dicom/index.js';
import { StoreAnalyses } from './analyses.js';
import { StoreAnnotations } from './annotations.js';
import type { Database } from './database.js';
import { Films } from './films.js';
import { ImportJobs, type JobChange } from './import-jobs.js';
import { StoreIngest } from './ingest.js';
import type { Layout } from './layout.js';
import { ObjectFiles } from './object-files.js';
import { ownerToken } from './process-owner.js';
import { StoreReadings } from './readings.js';
import { recover } from './recover.js';
import { reindex } from './reindex.js';
import { StoreReleases } from './releases.js';
import { StoreReports } from './reports.js';
import type { Room } from './room.js';
import { StoreSends } from './sends.js';
import { StoreError, withStoreErrors } from './store-error.js';
import { StudyContents } from './study-content.js';
import type { Ingest, IngestOptions, ReadStore, StoredObject, VerifyReport, WriteStore } from './types.js';
import { verify } from './verify.js';
import { Worklist } from './worklist.js';

export interface StoreParts {
  readonly layout: Layout;
  readonly open: () => Database;
  readonly room: Room;
  readonly readHeader: (source: ByteSource) => HeaderResult;
}

/** What an opened index consists of; a new one takes the place of all of it. */
interface Index {
  readonly db: Database;
  readonly site: ConstructorParameters<typeof StoreIngest>[0];
  readonly jobs: ImportJobs;
  readonly films: Films;
  readonly worklist: Worklist;
  readonly contents: StudyContents;
  readonly releases: StoreReleases;
  readonly analyses: StoreAnalyses;
  readonly annotations: StoreAnnotations;
  readonly readings: StoreReadings;
  readonly reports: StoreReports;
  readonly sends: StoreSends;
}

/** One handle of a store. A read-only one is the same object seen through `ReadStore`. */
export class Store implements WriteStore {
  declare readonly __writable: never;
  readonly #parts: StoreParts;
  readonly #files: ObjectFiles;
  readonly #owner = ownerToken();
  readonly #ingests = new Set<StoreIngest>();
  #index: Index;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#files = new ObjectFiles(parts.layout);
    this.#index = this.#open();
  }

  get releases(): StoreReleases {
    return this.#index.releases;
  }

  get analyses(): StoreAnalyses {
    return this.#index.analyses;
  }

  get annotations(): StoreAnnotations {
    return this.#index.annotations;
  }

  get reports(): StoreReports {
    return this.#index.reports;
  }

  get readings(): StoreReadings {
    return this.#index.readings;
  }

  get sends(): StoreSends {
    return this.#index.sends;
  }

  get dir(): string {
    return this.#parts.layout.dir;
  }

  /** Puts right what crashed processes left behind. */
  recover(): void {
    recover({ ...this.#index.site, readHeader: this.#parts.readHeader });
    this.#index.releases.recover();
    this.#index.analyses.recover();
  }

  studies(query: StudyQuery): StudyPage {
    return this.#index.worklist.page(query);
  }

  patientStudies(patientId: number): StudyRow[] {
    return this.#index.worklist.ofPatient(patientId);
  }

  study(studyId: number): StudyRow | undefined {
    return this.#index.worklist.study(studyId);
  }

  findStudy(by: { StudyInstanceUID: string; PatientID?: string }): StudyRow[] {
    return this.#index.worklist.find(by);
  }

  content(studyId: number): StudyContent | undefined {
    const study = this.#index.worklist.study(studyId);
    return study === undefined ? undefined : this.#index.contents.of(study);
  }

  instancesByUID(uid: string): ReturnType<ReadStore['instancesByUID']> {
    return this.#index.contents.byUid(uid);
  }

  openObject(instanceId: number): StoredObject | undefined {
    const object = this.#index.contents.object(instanceId);
    if (object === undefined) return undefined;
    return this.#files.stored('objects', object.sha256, object.size);
  }

  async copyObject(instanceId: number, to: string): Promise<void> {
    const object = this.#index.contents.object(instanceId);
    if (object === undefined) throw new StoreError('not-found', 'This image is not in the store.');
    await this.#files.copy('objects', object.sha256, to);
  }

  jobs(): ImportJob[] {
    return this.#index.jobs.all();
  }

  job(jobId: number): ImportJob | undefined {
    return this.#index.jobs.get(jobId);
  }

  report(
    jobId: number,
    options: { result?: FileOutcome['result']; offset: number; limit: number },
  ): { total: number; rows: FileOutcome[] } {
    return this.#index.jobs.report(jobId, options);
  }

  films(): WaitingFilm[] {
    return this.#index.films.waiting();
  }

  filmBytes(filmId: number): Uint8Array | undefined {
    return this.#index.films.bytes(filmId);
  }

  verify(onProgress?: (done: number, total: number) => void): VerifyReport {
    return verify(this.#index.db, this.#files, this.#parts.layout, onProgress);
  }

  createJob(paths: readonly string[], source: string): ImportJob {
    return withStoreErrors(() => this.#index.jobs.create(paths, source));
  }

  interruptedJob(paths: readonly string[]): ImportJob | undefined {
    return withStoreErrors(() => this.#index.jobs.interrupted(paths));
  }

  updateJob(jobId: number, change: JobChange): ImportJob {
    return withStoreErrors(() => this.#index.jobs.update(jobId, change));
  }

  beginIngest(jobId: number, options: IngestOptions = {}): Ingest {
    return withStoreErrors(() => {
      this.#recoverFailed();
      this.#index.jobs.claim(jobId);
      return this.#ingest(jobId, 'import', options);
    });
  }

  async addResult(dicom: Uint8Array, header: InstanceHeader): Promise<FileOutcome> {
    const ingest = withStoreErrors(() => this.#ingest(this.#index.jobs.ofResults(), 'adoption', {}));
    try {
      const writer = ingest.stage(dicom.length);
      writer.write(dicom);
      const file = { file: header.SOPInstanceUID, size: dicom.length, mtimeMs: 0 };
      const settled = ingest.settle(file, { kind: 'dicom', staged: writer.finish(), header });
      await ingest.flush();
      return await settled;
    } finally {
      ingest.dispose();
      this.#ingests.delete(ingest);
    }
  }

  async adoptFilm(filmId: number, dicom: Uint8Array, header: InstanceHeader): Promise<FileOutcome> {
    const { jobId, file } = this.#index.films.require(filmId);
    const ingest = this.#ingest(jobId, 'adoption', {});
    try {
      const writer = ingest.stage(dicom.length);
      writer.write(dicom);
      const settled = ingest.settleAdopted(file, { kind: 'dicom', staged: writer.finish(), header }, filmId);
      await ingest.flush();
      return await settled;
    } finally {
      ingest.dispose();
      this.#ingests.delete(ingest);
    }
  }

  dismissFilms(filmIds: readonly number[]): void {
    withStoreErrors(() => this.#index.films.dismiss(filmIds));
  }

  markOpened(studyId: number): void {
    withStoreErrors(() => {
      this.#index.db.prepare("UPDATE study SET state = 'opened' WHERE id = ? AND state = 'new'").run(studyId);
    });
  }

  reindex(
    readHeader: (source: ByteSource) => InstanceHeader | undefined,
    onProgress?: (done: number, total: number) => void,
  ): { instances: number; studies: number; unreadable: number } {
    this.#disposeIngests();
    this.#index.db.close();
    try {
      return withStoreErrors(() => reindex(this.#parts.layout, this.#files, readHeader, onProgress));
    } finally {
      this.#index = this.#open();
    }
  }

  close(): void {
    this.#disposeIngests();
    this.#index.db.close();
  }

  /** An import that a full disk stopped goes on with what its last batch had already journalled. */
  #recoverFailed(): void {
    const failed = [...this.#ingests].filter((ingest) => ingest.failed);
    for (const ingest of failed) {
      ingest.dispose();
      this.#ingests.delete(ingest);
    }
    if (failed.length > 0) this.recover();
  }

  #disposeIngests(): void {
    for (const ingest of this.#ingests) ingest.dispose();
    this.#ingests.clear();
  }

  #ingest(jobId: number, role: 'import' | 'adoption', options: IngestOptions): StoreIngest {
    for (const earlier of this.#ingests) if (earlier.disposed) this.#ingests.delete(earlier);
    const ingest = new StoreIngest(this.#index.site, jobId, role, options);
    this.#ingests.add(ingest);
    return ingest;
  }

  /** The index, and what is read from and written to each part of it. */
  #open(): Index {
    const { layout, room, open } = this.#parts;
    const [db, files, owner] = [open(), this.#files, this.#owner];
    const jobs = new ImportJobs(db, owner);
    const site = { db, layout, files, jobs, room, owner };
    return {
      db,
      site,
      jobs,
      films: new Films(db, files),
      worklist: new Worklist(db),
      contents: new StudyContents(db),
      releases: new StoreReleases(site),
      analyses: new StoreAnalyses(db, owner),
      annotations: new StoreAnnotations(db),
      readings: new StoreReadings(db),
      reports: new StoreReports(db),
      sends: new StoreSends(db, files, owner),
    };
  }
}
