export type { Analyses, AnalysisOutcome, ModelKey } from './analyses.js';
export type { Annotations, ReadAnnotations } from './annotations.js';
export { defaultStoreDir } from './layout.js';
export { syncFolderIfPossible } from './object-files.js';
export type { ReadOptions, WriteOptions } from './open-store.js';
export { openStore, rebuildIndex } from './open-store.js';
export type { ReadingPlace, Readings, ReadingVersion, ReadReadings } from './readings.js';
export type {
  CrosswalkEntry,
  Held as HeldItem,
  KeptProfile,
  PendingItem,
  Proposal,
  ReadReleases,
  ReleaseBatch,
  Released,
  Releases,
  Selection,
} from './release-types.js';
export type { ReadReports, ReportPlace, Reports } from './reports.js';
export type { QueuedSend, ReadSends, Sends, SentForm, StudyOfDestination } from './send-types.js';
export { jsonFiles } from './site-files.js';
export { errorCode, StoreError, StoreFullError } from './store-error.js';
export type {
  FileRef,
  Ingest,
  IngestOptions,
  ReadStore,
  Sha256,
  Staged,
  StagedWriter,
  StoredObject,
  Verdict,
  VerifyReport,
  WriteStore,
} from './types.js';
