import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type AnnotationKind, calibrated } from '../../domain/annotate/index.js';
import { change, draw, newAnnotation } from './acts.js';
import { ask, select, useAnnotationState } from './annotation-state.js';
import { AskBox } from './ask-box.js';
import { askForStudy, onFrame, useDrawings } from './drawings.js';
import { DrawnShape, GuestShape } from './drawn-shape.js';
import type { AnnotatedFilm } from './film.js';
import { type DrawingActions, useDrawing } from './use-drawing.js';
import { useForeign } from './use-foreign.js';
import { useLabels } from './use-labels.js';
import './annotation-layer.css';

/** Kinds that are drawn only once it is said which level or how long they are. */
const isNothingWithout: ReadonlySet<AnnotationKind> = new Set(['label', 'calibration']);

/** What readers drew on a film, over it, where it lies now; and the pointer that draws. */
export function AnnotationLayer({ film }: { readonly film: AnnotatedFilm }) {
  const { t } = useTranslation('annotate');
  const { tool, selected, hidden, asking } = useAnnotationState();
  const { drawing, failure, unsaved } = useDrawings();
  const { front, studyId, SOPInstanceUID, frame, placement } = film;
  useEffect(() => askForStudy(studyId), [studyId]);
  const { isShown } = useLabels();
  const foreign = useForeign(studyId).filter(
    (each) => each.SOPInstanceUID === SOPInstanceUID && each.frame === frame,
  );

  const annotations = useMemo(
    () => onFrame(drawing, SOPInstanceUID, frame),
    [drawing, SOPInstanceUID, frame],
  );
  const spacing = useMemo(() => calibrated(film.picture.spacing, annotations, film), [film, annotations]);
  const layer = useRef<SVGSVGElement>(null);
  const byId = (id: string) => annotations.find((each) => each.id === id);
  const now: DrawingActions = {
    placement,
    tool,
    editable: (id) => {
      const annotation = byId(id);
      return annotation?.locked === false ? annotation : undefined;
    },
    select,
    add: (kind, points) => {
      const annotation = newAnnotation(film, kind, points);
      const isNew = isNothingWithout.has(kind);
      if (!isNew) draw(film, annotation);
      if (isNew || kind === 'arrow') ask({ annotation, isNew });
    },
    reshape: (id, points) => {
      const annotation = byId(id);
      if (annotation) change(front, annotation, { points });
    },
    open: (id) => {
      const annotation = byId(id);
      if (annotation?.locked === false) ask({ annotation, isNew: false });
    },
  };
  const actions = useRef(now);
  actions.current = now;
  const draft = useDrawing(layer, actions);
  const paneWidth = layer.current?.clientWidth ?? Number.POSITIVE_INFINITY;
  const place = { film, spacing, paneWidth };

  const answered = (answer: { readonly text: string } | { readonly lengthMm: number }): void => {
    if (!asking) return;
    const { annotation, isNew } = asking;
    ask(null);
    if (isNew) draw(film, { ...annotation, ...answer });
    else change(front, byId(annotation.id) ?? annotation, answer);
  };

  return (
    <>
      <svg
        ref={layer}
        className="annotations"
        data-testid="annotations"
        data-drawing={(tool !== null && tool !== 'key-image') || undefined}
        role="group"
        aria-label={t('onFilm', { count: annotations.length + foreign.length })}
      >
        {foreign.map((shape, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes of an object have no other name
          <GuestShape key={index} shape={shape} {...place} />
        ))}
        {annotations
          .filter((each) => !hidden.has(each.id) && isShown(each))
          .map((annotation) => (
            <DrawnShape
              key={annotation.id}
              annotation={annotation}
              heldPoints={draft?.id === annotation.id ? draft.points : undefined}
              {...place}
              selected={annotation.id === selected}
            />
          ))}
        {draft?.id === null && <GuestShape shape={draft} {...place} />}
      </svg>
      {annotations.some(({ kind }) => kind === 'key-image') && (
        <p className="key-image-mark">{t('kind.key-image')}</p>
      )}
      {failure !== null && (
        <p className="annotations-unsaved" role="alert">
          {t('unsaved', { count: unsaved })}
        </p>
      )}
      {asking?.annotation.SOPInstanceUID === SOPInstanceUID && asking.annotation.frame === frame && (
        <AskBox
          key={asking.annotation.id}
          annotation={asking.annotation}
          placement={placement}
          onAnswer={answered}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}
