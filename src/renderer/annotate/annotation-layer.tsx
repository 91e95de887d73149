import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.js';
import { change, draw, newAnnotation } from './acts.js';
import { select, useAnnotationState } from './annotation-state.js';
import { askForStudy, onFrame, useDrawings } from './drawings.js';
import type { AnnotatedFilm } from './film.js';
import { ShapeView } from './shape-view.js';
import { type DrawingActions, useDrawing } from './use-drawing.js';
import { valuesOf } from './values.js';
import './annotation-layer.css';

/** What readers drew on a film, over it, where it lies now; and the pointer that draws. */
export function AnnotationLayer({ film }: { readonly film: AnnotatedFilm }) {
  const { t } = useTranslation('annotate');
  const format = useFormat();
  const { tool, selected, hidden } = useAnnotationState();
  const drawing = useDrawings((state) => state.drawing);
  const { front, studyId, SOPInstanceUID, frame, placement } = film;
  useEffect(() => askForStudy(studyId), [studyId]);

  const annotations = useMemo(
    () => onFrame(drawing, SOPInstanceUID, frame),
    [drawing, SOPInstanceUID, frame],
  );
  const layer = useRef<SVGSVGElement>(null);
  const byId = (id: string) => annotations.find((each) => each.id === id);
  const actions = useRef<DrawingActions>(null as never);
  actions.current = {
    placement,
    tool,
    editable: (id) => {
      const annotation = byId(id);
      return annotation?.locked === false ? annotation : undefined;
    },
    select,
    add: (kind, points) => draw(film, newAnnotation(film, kind, points)),
    reshape: (id, points) => {
      const annotation = byId(id);
      if (annotation) change(front, annotation, { points });
    },
    open: () => undefined,
  };
  const draft = useDrawing(layer, actions);

  return (
    <svg
      ref={layer}
      className="annotations"
      data-testid="annotations"
      data-drawing={(tool !== null && tool !== 'key-image') || undefined}
      role="group"
      aria-label={t('onFilm', { count: annotations.length })}
    >
      {annotations
        .filter(({ id }) => !hidden.has(id))
        .map((annotation) => {
          const points = draft?.id === annotation.id ? draft.points : annotation.points;
          return (
            <ShapeView
              key={annotation.id}
              id={annotation.id}
              kind={annotation.kind}
              points={points}
              placement={placement}
              selected={annotation.id === selected}
              locked={annotation.locked}
              colour={undefined}
              name={t(`kind.${annotation.kind}`)}
              lines={valuesOf({ ...annotation, points }, format, t)}
            />
          );
        })}
      {draft?.id === null && (
        <ShapeView
          id={undefined}
          kind={draft.kind}
          points={draft.points}
          placement={placement}
          selected={false}
          locked={false}
          colour={undefined}
          name={t(`kind.${draft.kind}`)}
          lines={valuesOf({ kind: draft.kind, points: draft.points, text: '', lengthMm: null }, format, t)}
        />
      )}
    </svg>
  );
}
