import {
  type Annotation,
  type AnnotationChange,
  type AnnotationKind,
  type ImagePoint,
  isSameDrawing,
} from '../../domain/annotate/index.js';
import { useAnnotationState } from './annotation-state.js';
import { act, knowFilm, onFrame, useDrawings } from './drawings.js';
import type { AnnotatedFilm } from './film.js';
import { readerName } from './reader-name.js';
import { moved } from './shapes.js';

/** Something new on a film, not drawn yet. */
export function newAnnotation(
  { SOPInstanceUID, frame }: AnnotatedFilm,
  kind: AnnotationKind,
  points: readonly ImagePoint[],
  text = '',
): Annotation {
  const createdAt = new Date().toISOString();
  return {
    id: crypto.randomUUID(),
    SOPInstanceUID,
    frame,
    kind,
    points,
    text,
    label: null,
    lengthMm: null,
    locked: false,
    author: readerName(),
    createdAt,
    modifiedAt: createdAt,
  };
}

const edit = (front: number, ...step: AnnotationChange[]): readonly AnnotationChange[] =>
  act(front, { type: 'edit', step }, readerName());

/** Draws something and selects it. */
export function draw({ front, studyId, SOPInstanceUID }: AnnotatedFilm, annotation: Annotation): void {
  knowFilm(SOPInstanceUID, studyId);
  edit(front, { before: null, after: annotation });
  useAnnotationState.setState({ selected: annotation.id });
}

type Editable = Pick<Annotation, 'points' | 'text' | 'label' | 'lengthMm' | 'locked'>;

/** Changes something of a shape; nothing where it is as it was. */
export function change(front: number, before: Annotation, to: Partial<Editable>): void {
  const after = { ...before, ...to };
  if (!isSameDrawing(before, after)) edit(front, { before, after });
  useAnnotationState.setState({ prefilled: null });
}

/** Takes a shape off its film; a locked one stays. */
export function remove(front: number, annotation: Annotation): void {
  if (annotation.locked) return;
  edit(front, { before: annotation, after: null });
  useAnnotationState.setState({ selected: null });
}

/** Draws what was copied on a film, at the same place, as the reader's own. */
export function paste(film: AnnotatedFilm, copied: Annotation): void {
  const { Rows, Columns } = film.placement;
  const isThere = copied.SOPInstanceUID === film.SOPInstanceUID && copied.frame === film.frame;
  // On the film that it comes from it would hide its original.
  const aside = isThere ? { x: Columns / 50, y: Rows / 50 } : { x: 0, y: 0 };
  const { label, lengthMm } = copied;
  draw(film, {
    ...newAnnotation(film, copied.kind, moved(copied.points, aside, { Rows, Columns }), copied.text),
    label,
    lengthMm,
  });
}

/** Makes the image a key image, or no longer one. */
export function toggleKeyImage(film: AnnotatedFilm): void {
  const { drawing } = useDrawings.getState();
  const drawn = onFrame(drawing, film.SOPInstanceUID, film.frame);
  const marked = drawn.find(({ kind }) => kind === 'key-image');
  if (marked) remove(film.front, marked);
  else draw(film, newAnnotation(film, 'key-image', []));
}

/** Takes the last step back, or makes it again. @returns what the film of the step is, so that it can be seen */
export function step(front: number, type: 'undo' | 'redo'): Annotation | undefined {
  const [first] = act(front, { type }, readerName());
  const shown = first?.after ?? first?.before ?? undefined;
  if (first) useAnnotationState.setState({ selected: first.after?.id ?? null });
  return shown;
}
