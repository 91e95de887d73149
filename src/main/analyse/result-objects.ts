import { createHash } from 'node:crypto';
import {
  type Digest,
  type FilmAnalysis,
  type FilmPicture,
  findingsReport,
  heatMapObject,
  type ResultKind,
  regionObject,
  resultUid,
  type SourceFilm,
  type Stamp,
  summaryPicture,
} from '../../domain/analyse/index.js';

/** A film and what was made of it. */
export interface Analysed {
  readonly film: SourceFilm;
  readonly picture: FilmPicture;
  readonly analysis: FilmAnalysis;
}

/** An object about a film, as a file. */
export interface ResultObject {
  readonly kind: ResultKind;
  readonly SOPInstanceUID: string;
  /** Undefined where it exists already. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

export const sha256: Digest = (text) => createHash('sha256').update(text).digest();

/**
 * Everything that is written about a film: the report, the heat maps, the regions and the summary, as far as there are any.
 * @param exists what is there already is not made again: the same film and weights have the same UIDs
 * @throws InvalidValueError where the film's own patient or study attributes cannot be written
 */
export function resultObjects(
  { film, picture, analysis }: Analysed,
  stamp: Stamp,
  exists: (SOPInstanceUID: string) => boolean = () => false,
): ResultObject[] {
  const makers: readonly [ResultKind, (() => Uint8Array<ArrayBuffer>) | undefined][] = [
    ['findings', () => findingsReport(film, analysis, stamp, sha256)],
    [
      'heat-maps',
      analysis.heatMaps.maps.length > 0 ? () => heatMapObject(film, analysis, stamp, sha256) : undefined,
    ],
    ['regions', regionsMaker(film, analysis, stamp)],
    ['picture', () => summaryPicture(film, picture, analysis, stamp, sha256)],
  ];
  return makers.flatMap(([kind, make]) => {
    const SOPInstanceUID = resultUid(sha256, film, kind, analysis.algorithm);
    if (make === undefined) return [];
    return [{ kind, SOPInstanceUID, bytes: exists(SOPInstanceUID) ? undefined : make() }];
  });
}

function regionsMaker(
  film: SourceFilm,
  { mask, algorithm }: FilmAnalysis,
  stamp: Stamp,
): (() => Uint8Array<ArrayBuffer>) | undefined {
  return mask === undefined ? undefined : () => regionObject(film, mask, algorithm, stamp, sha256);
}
