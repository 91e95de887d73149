export type { ResultKind, Stamp } from './derived-object.js';
export { resultUid } from './derived-object.js';
export type {
  AlgorithmIdentity,
  Band,
  CardiothoracicRatio,
  FilmAnalysis,
  FilmLine,
  FilmPoint,
  FindingScore,
  HeatMaps,
  RegionMask,
} from './film-analysis.js';
export { findingsReport } from './findings-report.js';
export { heatMapObject } from './heat-map-object.js';
export { regionObject } from './region-object.js';
export { type Digest, readSourceFilm, type SourceFilm } from './source-film.js';
