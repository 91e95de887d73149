export { ageRefusal } from './age-refusal.js';
export { reportConcepts, tynys } from './concepts.js';
export type { ResultKind, Stamp } from './derived-object.js';
export { derivedFrom, Manufacturer, resultUid, stampOf, writtenBy } from './derived-object.js';
export type {
  AlgorithmIdentity,
  CardiothoracicRatio,
  FilmAnalysis,
  FilmLine,
  FindingScore,
} from './film-analysis.js';
export { type FilmPicture, filmPicture } from './film-picture.js';
export { findingsReport } from './findings-report.js';
export { type GateCode, gateRefusal, plainRefusal } from './gate.js';
export { heatMapObject } from './heat-map-object.js';
export { toSquare } from './model-square.js';
export { regionObject } from './region-object.js';
export { scores } from './score.js';
export { type Digest, readSourceFilm, type SourceFilm, stableUid } from './source-film.js';
export { spreadMaps } from './spread-maps.js';
export { summaryPicture } from './summary-picture.js';
export { cardiothoracicRatio, lungBox, readThorax, regionMask } from './thorax.js';
