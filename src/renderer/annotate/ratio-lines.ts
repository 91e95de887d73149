import type { Annotation, ImagePoint } from '../../domain/annotate/index.js';
import { queryClient, requestOptions } from '../ui/index.js';
import { draw, newAnnotation } from './acts.js';
import { useAnnotationState } from './annotation-state.js';
import { onFrame, useDrawings } from './drawings.js';
import type { AnnotatedFilm } from './film.js';

/**
 * Draws the lines of the cardiothoracic ratio as the second opinion has them, for the reader to correct.
 * @returns false where there are none, or the film has its ratio already: then a hand draws them
 */
export async function drawModelRatio(film: AnnotatedFilm): Promise<boolean> {
  const isRatio = ({ kind }: Annotation): boolean => kind === 'cardiothoracic-ratio';
  if (onFrame(useDrawings.getState().drawing, film.SOPInstanceUID, film.frame).some(isRatio)) return false;
  const points = await modelLines(film);
  if (points === undefined) return false;
  const annotation = newAnnotation(film, 'cardiothoracic-ratio', points);
  draw(film, annotation);
  useAnnotationState.setState({ prefilled: annotation.id });
  return true;
}

/** Right part, left part, thorax: two ends each. */
async function modelLines({ studyId, SOPInstanceUID }: AnnotatedFilm): Promise<ImagePoint[] | undefined> {
  const options = requestOptions('analyse:of-study', { studyId });
  const analyses = await queryClient.fetchQuery(options).catch(() => []);
  const ratio = analyses
    .filter((each) => each.SOPInstanceUID === SOPInstanceUID)
    .flatMap(({ result }) => result?.cardiothoracicRatio ?? [])
    .at(-1);
  return ratio && [...ratio.heartRight, ...ratio.heartLeft, ...ratio.thorax];
}
