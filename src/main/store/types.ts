import type {
  FileOutcome,
  ImportJob,
  ImportReason,
  StudyContent,
  StudyPage,
  StudyQuery,
  StudyRow,
  WaitingFilm,
} from '../../contract/index.js';
import type { ByteSource, InstanceHeader } from '../../domain/dicom/index.js';
import type { Analyses, ReadAnalyses } from './analyses.js';
import type { Annotations, ReadAnnotations } from './annotations.js';
import type { Readings, ReadReadings } from './readings.js';
import type { ReadReleases, Releases } from './release-types.js';
import type { ReadReports, Reports } from './reports.js';
import type { ReadSends, Sends } from './send-types.js';

/** Lower-case hex SHA-256 of an object's bytes; made only by the store. */
export type Sha256 = string & { readonly __sha256: never };

/** Bytes on their way in: written once, hashed while written, not yet part of the store. */
export interface StagedWriter {
  /** Bytes written so far can be read back (the header of a large object is walked while or after it streams). */
  readonly source: ByteSource;
  /** @throws StoreFullError when the disk is full; the writer is then already discarded. */
  write(chunk: Uint8Array): void;
  finish(): Staged;
  /** Leaves nothing behind. */
  abort(): void;
}

export interface Staged {
  readonly sha256: Sha256;
  readonly size: number;
  readonly source: ByteSource;
  abort(): void;
}

/** A file of a medium, as the import found it; size and time tell a resumed import that it is the same file. */
export interface FileRef {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export type Verdict =
  | { readonly kind: 'dicom'; readonly staged: Staged; readonly header: InstanceHeader }
  | { readonly kind: 'not-dicom'; readonly reason: ImportReason; readonly staged?: Staged }
  /** `staged` is kept aside (quarantine) when it looks like DICOM. */
  | { readonly kind: 'unreadable'; readonly reason: ImportReason; readonly staged?: Staged }
  /** A picture that waits for an identity: kept aside as it is; counted as not DICOM until it has one. */
  | {
      readonly kind: 'film';
      readonly staged: Staged;
      readonly film: Omit<WaitingFilm, 'id' | 'jobId' | 'file' | 'bytes'>;
    };

export interface IngestOptions {
  /** Called after each batch that was committed, with the studies whose rows it changed. */
  readonly onCommitted?: (studyIds: readonly number[]) => void;
}

/** The one door through which bytes enter the store for one import job. Not thread-safe; one per worker. */
export interface Ingest {
  /** As of the last committed batch. */
  readonly job: ImportJob;
  /** @throws StoreFullError */
  stage(sizeHint: number): StagedWriter;
  /**
   * Settles one file. The promise resolves once the object is synced, renamed into place and its row and
   * outcome are committed (in batches), so await it late or not at all and call `flush` at the end. What is
   * staged is the store's from here on. Rejects with StoreFullError and the like; `flush` throws the same.
   */
  settle(file: FileRef, verdict: Verdict): Promise<FileOutcome>;
  /** The outcome that an interrupted run of this job recorded for the same file (same size and time), if any. */
  settledBefore(file: FileRef): FileOutcome | undefined;
  /** Resolves once everything settled so far is committed. @throws what stopped the import, such as StoreFullError */
  flush(): Promise<void>;
  /** Nothing more comes: gives up the staging folder. Closing the store does it too. */
  dispose(): void;
}

/** A stored object's original bytes. `range` in bytes, both ends included, as HTTP has it. */
export interface StoredObject {
  readonly size: number;
  readonly sha256: Sha256;
  stream(range?: { start: number; end: number }): NodeJS.ReadableStream;
  readAll(): Uint8Array;
  /** Random access for as long as `use` takes. @throws when the file is gone. */
  withSource<T>(use: (source: ByteSource) => Promise<T>): Promise<T>;
}

export interface ReadStore {
  readonly dir: string;
  /** What is on its way out, and what has left. */
  readonly releases: ReadReleases;
  /** What networks were asked about films, and what they answered. */
  readonly analyses: ReadAnalyses;
  readonly annotations: ReadAnnotations;
  /** Readers' forms about films. */
  readonly readings: ReadReadings;
  readonly reports: ReadReports;
  /** What is on its way to repositories. */
  readonly sends: ReadSends;
  studies(query: StudyQuery): StudyPage;
  patientStudies(patientId: number): StudyRow[];
  study(studyId: number): StudyRow | undefined;
  findStudy(by: { StudyInstanceUID: string; PatientID?: string }): StudyRow[];
  content(studyId: number): StudyContent | undefined;
  /** Instances by any UID of study, series or instance. */
  instancesByUID(
    uid: string,
  ): { instanceId: number; SOPInstanceUID: string; SeriesInstanceUID: string; StudyInstanceUID: string }[];
  /** Reads an object's original bytes; undefined when there is no such instance. */
  openObject(instanceId: number): StoredObject | undefined;
  /**
   * Copies an object's original bytes to a new file, checking their hash on the way.
   * @throws StoreError 'not-found' for an unknown instance, 'unreadable' when its bytes are gone or damaged.
   */
  copyObject(instanceId: number, to: string): Promise<void>;
  jobs(): ImportJob[];
  job(jobId: number): ImportJob | undefined;
  report(
    jobId: number,
    options: { result?: FileOutcome['result']; offset: number; limit: number },
  ): { total: number; rows: FileOutcome[] };
  films(): WaitingFilm[];
  /** Original bytes of a waiting film or of the picture that an instance was made from. */
  filmBytes(filmId: number): Uint8Array | undefined;
  verify(onProgress?: (done: number, total: number) => void): VerifyReport;
  close(): void;
}

export interface VerifyReport {
  readonly objects: number;
  readonly bytes: number;
  /** Indexed, but the object file is gone. */
  readonly missing: readonly string[];
  /** The bytes no longer have the hash in their name. */
  readonly corrupt: readonly string[];
  /** An object file that no index row names. */
  readonly unindexed: readonly string[];
  /** Denormalised counts, foreign keys or SQLite's own integrity check that do not hold. */
  readonly inconsistent: readonly string[];
}

export interface WriteStore extends ReadStore {
  readonly __writable: never;
  readonly releases: Releases;
  readonly analyses: Analyses;
  readonly annotations: Annotations;
  readonly readings: Readings;
  readonly reports: Reports;
  readonly sends: Sends;
  createJob(paths: readonly string[], source: string): ImportJob;
  /** An unfinished job of a dead process with exactly these paths, for resuming. */
  interruptedJob(paths: readonly string[]): ImportJob | undefined;
  updateJob(
    jobId: number,
    change: Partial<Pick<ImportJob, 'state' | 'code' | 'filesTotal' | 'bytesTotal' | 'missing'>>,
  ): ImportJob;
  /** Makes the job this process's ('running' unless still 'scanning') and opens the door for its files. */
  beginIngest(jobId: number, options?: IngestOptions): Ingest;
  /** Turns a waiting film into an instance: `dicom` holds the object made from it; the original picture is kept beside it. */
  adoptFilm(filmId: number, dicom: Uint8Array, header: InstanceHeader): Promise<FileOutcome>;
  /** Adds an object that this product made to the study that it names, with the guarantees of an import. */
  addResult(dicom: Uint8Array, header: InstanceHeader): Promise<FileOutcome>;
  dismissFilms(filmIds: readonly number[]): void;
  markOpened(studyId: number): void;
  /** Rebuilds the index from the objects alone; what is not in an object (jobs, opened state) is kept where it can be. */
  reindex(
    readHeader: (source: ByteSource) => InstanceHeader | undefined,
    onProgress?: (done: number, total: number) => void,
  ): { instances: number; studies: number; unreadable: number };
}
