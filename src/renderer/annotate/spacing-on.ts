import { type Annotation, calibrate, calibrationOf, type Spacing } from '../../domain/annotate/index.js';
import type { AnnotatedFilm } from './film.js';

/** What a millimetre is on a film: as its object says, unless a reader has calibrated it. */
export function spacingOn(film: AnnotatedFilm, annotations: readonly Annotation[]): Spacing {
  const calibration = calibrationOf(annotations, film);
  return calibration ? calibrate(film.picture.spacing, calibration) : film.picture.spacing;
}
