import { type RefObject, useEffect, useState } from 'react';
import type { Annotation, AnnotationKind, ImagePoint } from '../../domain/annotate/index.js';
import { type Placement, type Point, toImage, toScreen } from '../ui/index.js';
import { useAnnotationState } from './annotation-state.js';
import {
  type DrawnKind,
  hasCorners,
  isComplete,
  isDrawn,
  isStroke,
  moved,
  onImage,
  reshaped,
  shapeOf,
} from './shapes.js';

export interface DrawingActions {
  readonly placement: Placement;
  readonly tool: AnnotationKind | null;
  /** A shape that may be changed, by its id. */
  editable(id: string): Annotation | undefined;
  select(id: string | null): void;
  add(kind: DrawnKind, points: readonly ImagePoint[]): void;
  reshape(id: string, points: readonly ImagePoint[]): void;
  /** A double click on a shape. */
  open(id: string): void;
}

/** A shape while a hand is on it; id null: one that is being drawn. */
export interface Draft {
  readonly id: string | null;
  readonly kind: DrawnKind;
  readonly points: readonly ImagePoint[];
}

type Held =
  | { readonly what: 'shape'; readonly annotation: Annotation; readonly from: ImagePoint }
  | { readonly what: 'handle'; readonly annotation: Annotation; readonly handle: number };

const SLOP_PX = 4;
/** So near to its first corner a polygon is closed. */
const CLOSING_PX = 10;
/** A freehand line gets no more points than the eye can tell apart. */
const STROKE_STEP_PX = 2;

/**
 * Shapes under the left button of a pane: drawn point by point, by dragging or by clicks, held by their handles, moved.
 * Listens before the pane's own tools, which leave alone what was taken here (`preventDefault`).
 * @param layer lies in the pane whose pointer is listened to
 */
export function useDrawing(
  layer: RefObject<SVGSVGElement | null>,
  latest: RefObject<DrawingActions>,
): Draft | undefined {
  const [draft, setDraft] = useState<Draft>();
  useEffect(() => {
    const pane = layer.current?.parentElement;
    if (!pane) return;
    let held: Held | undefined;
    let placed: ImagePoint[] = [];
    let kind: DrawnKind | undefined;
    let downAt: Point | undefined;
    let current: Draft | undefined;

    const show = (next: Draft | undefined): void => {
      current = next;
      setDraft(next);
    };
    const screen = (event: MouseEvent): Point => {
      const box = pane.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const at = (event: MouseEvent): ImagePoint => {
      const [x, y] = toImage(latest.current.placement, screen(event));
      return onImage({ x, y }, latest.current.placement);
    };
    const end = (): void => {
      held = undefined;
      placed = [];
      kind = undefined;
      show(undefined);
      useAnnotationState.setState({ unfinished: null });
    };
    const finish = (): void => {
      const [drawn, points] = [kind, placed];
      end();
      if (drawn && isDrawn(drawn, points)) latest.current.add(drawn, shapeOf(drawn, points));
    };
    const place = (point: ImagePoint): void => {
      placed = [...placed, point];
      if (kind && isComplete(kind, placed.length)) finish();
      else if (kind) show({ id: null, kind, points: shapeOf(kind, placed) });
    };
    const closes = (event: MouseEvent): boolean => {
      const [first] = placed;
      if (!first || placed.length < 3) return false;
      const there = toScreen(latest.current.placement, [first.x, first.y]);
      return distance(there, screen(event)) < CLOSING_PX;
    };
    const take = (event: PointerEvent): void => {
      event.preventDefault();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      pane.setPointerCapture(event.pointerId);
      downAt = screen(event);
    };

    const draw = (event: PointerEvent, tool: DrawnKind): void => {
      take(event);
      if (kind === undefined) {
        kind = tool;
        useAnnotationState.setState({ unfinished: { finish, cancel: end } });
        latest.current.select(null);
      }
      if (hasCorners(kind) && closes(event)) finish();
      else place(at(event));
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || event.shiftKey || event.ctrlKey || isControl(event.target)) return;
      const { shape, handle } = event.target instanceof SVGElement ? event.target.dataset : {};
      const { tool, editable, select } = latest.current;
      const annotation = shape === undefined ? undefined : editable(shape);
      if (annotation && handle !== undefined && kind === undefined) {
        take(event);
        held = { what: 'handle', annotation, handle: Number(handle) };
      } else if (tool !== null && tool !== 'key-image') {
        draw(event, tool);
      } else if (shape !== undefined) {
        take(event);
        select(shape);
        if (annotation) held = { what: 'shape', annotation, from: at(event) };
      } else select(null);
    };

    const drag = (event: PointerEvent, { annotation, ...how }: Held): void => {
      if (annotation.kind === 'key-image') return;
      const to = at(event);
      const points =
        how.what === 'handle'
          ? reshaped(annotation.kind, annotation.points, how.handle, to)
          : moved(
              annotation.points,
              { x: to.x - how.from.x, y: to.y - how.from.y },
              latest.current.placement,
            );
      show({ id: annotation.id, kind: annotation.kind, points });
    };
    const move = (event: PointerEvent): void => {
      if (!held && kind === undefined) return;
      const hasMoved = downAt !== undefined && distance(downAt, screen(event)) >= SLOP_PX;
      if (held) {
        if (hasMoved || current) drag(event, held);
      } else if (kind && isStroke(kind)) {
        const last = placed.at(-1);
        const lastAt = last && toScreen(latest.current.placement, [last.x, last.y]);
        if (lastAt && distance(lastAt, screen(event)) >= STROKE_STEP_PX) place(at(event));
      } else if (kind) show({ id: null, kind, points: shapeOf(kind, [...placed, at(event)]) });
    };
    const up = (event: PointerEvent): void => {
      const dragged = downAt !== undefined && distance(downAt, screen(event)) >= SLOP_PX;
      downAt = undefined;
      if (held) {
        const done = current;
        end();
        if (done?.id != null) latest.current.reshape(done.id, done.points);
      } else if (kind && isStroke(kind)) finish();
      // The first point was set where the button went down, this one where it is let go.
      else if (kind && dragged && !hasCorners(kind)) place(at(event));
    };
    const double = (event: MouseEvent): void => {
      const shape = event.target instanceof SVGElement ? event.target.dataset['shape'] : undefined;
      if (kind === undefined && latest.current.tool === null && shape === undefined) return;
      event.stopPropagation();
      if (kind && hasCorners(kind)) {
        // The second click of the two has set a corner on the last one.
        placed = placed.slice(0, -1);
        finish();
      } else if (kind === undefined && shape !== undefined) latest.current.open(shape);
    };

    pane.addEventListener('pointerdown', down, { capture: true });
    pane.addEventListener('pointermove', move);
    pane.addEventListener('pointerup', up);
    pane.addEventListener('pointercancel', end);
    pane.addEventListener('dblclick', double, { capture: true });
    return () => {
      end();
      pane.removeEventListener('pointerdown', down, { capture: true });
      pane.removeEventListener('pointermove', move);
      pane.removeEventListener('pointerup', up);
      pane.removeEventListener('pointercancel', end);
      pane.removeEventListener('dblclick', double, { capture: true });
    };
  }, [layer, latest]);
  return draft;
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, input, select, form') !== null;
