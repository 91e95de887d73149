import type { Code } from '../dicom/index.js';

/** Which network, exactly. */
export interface AlgorithmIdentity {
  readonly name: string;
  readonly version: string;
  /** Lower-case hex. */
  readonly weightsSha256: string;
}

export type Band = 'unlikely' | 'indeterminate' | 'likely';

/** One finding's score, with what is needed to read it. */
export interface FindingScore {
  /** The card's own word, such as 'Pleural_Thickening'. */
  readonly label: string;
  readonly code: Code;
  /** Calibrated, 0 to 1, at the prevalence that the card states. */
  readonly probability: number;
  readonly threshold: number;
  readonly band: Band;
  /** False where the card says that the model's evidence for this finding is too thin. */
  readonly reliable: boolean;
}

/** A point of the film: column and row in pixels, (0, 0) the outer corner of the top left pixel. */
export interface FilmPoint {
  readonly x: number;
  readonly y: number;
}

export type FilmLine = readonly [FilmPoint, FilmPoint];

/** Heart and thorax at their widest, and their ratio. Lines in film pixels. */
export interface CardiothoracicRatio {
  readonly value: number;
  /** From the midline to the right border and to the left border of the heart. */
  readonly heartRight: FilmLine;
  readonly heartLeft: FilmLine;
  /** Inner borders of the ribs, that is, of both lungs together. */
  readonly thorax: FilmLine;
}

/** Regions of the film by value: 0 none, 1 left lung, 2 right lung, 3 heart. Covers the whole film. */
export interface RegionMask {
  readonly Rows: number;
  readonly Columns: number;
  readonly regions: Uint8Array;
}

/** Evidence per finding, spread over the whole film: `maps[i]` belongs to finding i, 0 to 1 of its own highest. */
export interface HeatMaps {
  readonly Rows: number;
  readonly Columns: number;
  readonly maps: readonly Float32Array[];
}

/** What the networks make of one film. */
export interface FilmAnalysis {
  readonly algorithm: AlgorithmIdentity;
  readonly findings: readonly FindingScore[];
  /** Pattern compatible with viral (COVID-19) pneumonia, where a network for it is switched on. */
  readonly covid: { readonly score: FindingScore; readonly algorithm: AlgorithmIdentity } | undefined;
  /** Of the findings, in their order; no maps where the network gives none. */
  readonly heatMaps: HeatMaps;
  /** The card's sentence about how the probabilities were calibrated. */
  readonly calibration: string;
  readonly cardiothoracicRatio: CardiothoracicRatio | undefined;
  readonly mask: RegionMask | undefined;
}
