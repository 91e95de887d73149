export {
  askedOf,
  belongsTo,
  type CohortCounts,
  type CohortQuery,
  countCohort,
  isStated,
  type StudySummary,
  statedNames,
} from './cohort.js';
export { type CardFacts, dataCard } from './data-card.js';
export {
  type AskedWindow,
  displayedLevels,
  type FilmLevels,
  hounsfieldLevels,
  storedLevels,
} from './film-levels.js';
export {
  type FindingReport,
  type Likelihood,
  likelihoods,
  readFindingReport,
  type StatedFinding,
  type StatedSeverity,
  type Voice,
  voices,
} from './finding-report.js';
export { type NoVolume, niftiHeader, type Slice, type Volume, volumeOf } from './nifti.js';
export { type KeyedDigest, type Split, type SplitRule, splitOf, splits } from './split.js';
export {
  type LeftOut,
  labelTable,
  manifestText,
  metadataTable,
  pictureFolder,
  type SetFile,
  type SetImage,
  type SetPicture,
  type SetShape,
  type SetStudy,
  type SetVolume,
  shapeDataset,
} from './training-set.js';
