import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation, ImagePoint, Spacing } from '../../domain/annotate/index.js';
import { useFormat } from '../ui/index.js';
import { useAnnotationState } from './annotation-state.js';
import type { AnnotatedFilm } from './film.js';
import { ShapeView } from './shape-view.js';
import { useLabels } from './use-labels.js';
import { insideOf, linesOf } from './values.js';

interface DrawnShapeProps {
  readonly annotation: Annotation;
  /** Where a hand has dragged it. */
  readonly heldPoints: readonly ImagePoint[] | undefined;
  readonly film: AnnotatedFilm;
  readonly spacing: Spacing;
  readonly selected: boolean;
  readonly paneWidth: number;
}

/** A reader's shape with what it measures; drawn again only when something of it changed. */
export const DrawnShape = memo(function DrawnShape(props: DrawnShapeProps) {
  const { annotation, heldPoints, film, spacing, selected, paneWidth } = props;
  const { t } = useTranslation('annotate');
  const format = useFormat();
  const { nameOf, colourOf } = useLabels();
  const isPrefilled = useAnnotationState(({ prefilled }) => prefilled === annotation.id);
  const { id, kind, label, locked, text } = annotation;
  const points = heldPoints ?? annotation.points;
  // Going through the pixels takes longer than a frame: values come back when the hand lets go.
  const inside = heldPoints ? undefined : insideOf(annotation, film);
  const lines = [
    ...(label ? [nameOf(label)] : []),
    ...linesOf({ kind, points, text }, spacing, inside, film.Modality === 'CT', { t, format }),
    ...(isPrefilled ? [t('fromModel')] : []),
  ];
  return (
    <ShapeView
      id={id}
      kind={kind}
      points={points}
      placement={film.placement}
      selected={selected}
      locked={locked}
      colour={label ? colourOf(label) : undefined}
      paneWidth={paneWidth}
      name={t(`kind.${kind}`)}
      lines={lines}
    />
  );
});

interface GuestShapeProps {
  readonly shape: Pick<Annotation, 'kind' | 'points'> & {
    readonly text?: string;
    /** Who made it; undefined for one that is being drawn. */
    readonly source?: string;
  };
  readonly film: AnnotatedFilm;
  readonly spacing: Spacing;
  readonly paneWidth: number;
}

/** A shape that cannot be held: one that is being drawn, or that came with another maker's object. */
export function GuestShape({ shape, film, spacing, paneWidth }: GuestShapeProps) {
  const { t } = useTranslation('annotate');
  const format = useFormat();
  const { kind, points, text = '', source } = shape;
  const lines = linesOf({ kind, points, text }, spacing, undefined, false, { t, format });
  return (
    <ShapeView
      id={undefined}
      kind={kind}
      points={points}
      placement={film.placement}
      selected={false}
      locked={source !== undefined}
      colour={source === undefined ? undefined : 'var(--success)'}
      paneWidth={paneWidth}
      name={t(`kind.${kind}`)}
      lines={source === undefined ? lines : [...lines, source]}
    />
  );
}
