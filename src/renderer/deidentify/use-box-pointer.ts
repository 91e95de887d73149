import { type RefObject, useEffect, useState } from 'react';
import { type Placement, type Point, toImage } from '../ui/index.js';
import { between, dragged, type Grip, grips, type Place } from './boxes.js';

export interface BoxPointerActions {
  readonly placement: Placement;
  readonly drawing: boolean;
  /** The place of a box by its number in the item's list. */
  place(index: number): Place | undefined;
  select(index: number): void;
  change(index: number, place: Place): void;
  draw(place: Place): void;
}

/** A box while a hand is on it; index null: one that is being drawn. */
export interface Draft {
  readonly index: number | null;
  readonly place: Place;
}

interface Held {
  readonly index: number | null;
  readonly grip: Grip;
  readonly start: Point;
  readonly place: Place | undefined;
}

/**
 * Boxes under the left button: drawn, moved, resized. What lands beside a box is the picture's, whose own listeners
 * are on an ancestor: hence native events, which end here.
 */
export function useBoxPointer(
  layer: RefObject<SVGSVGElement | null>,
  latest: RefObject<BoxPointerActions>,
): Draft | undefined {
  const [draft, setDraft] = useState<Draft>();
  useEffect(() => {
    const svg = layer.current;
    if (!svg) return;
    let held: Held | undefined;
    let current: Draft | undefined;
    const show = (next: Draft | undefined): void => {
      current = next;
      setDraft(next);
    };
    const at = (event: PointerEvent): Point => {
      const box = svg.getBoundingClientRect();
      return toImage(latest.current.placement, [event.clientX - box.left, event.clientY - box.top]);
    };

    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      const on = event.target instanceof SVGElement ? event.target.dataset : {};
      const index = on['box'] === undefined ? null : Number(on['box']);
      const { drawing, place } = latest.current;
      if (!drawing && index === null) return;
      event.stopPropagation();
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      const grip = grips.find((each) => each === on['grip']) ?? 'move';
      held = drawing
        ? { index: null, grip: 'se', start: at(event), place: undefined }
        : { index, grip, start: at(event), place: index === null ? undefined : place(index) };
      if (!drawing && index !== null) latest.current.select(index);
    };
    const move = (event: PointerEvent): void => {
      if (!held) return;
      event.stopPropagation();
      const { placement } = latest.current;
      const now = at(event);
      const place = held.place
        ? dragged(held.place, held.grip, [now[0] - held.start[0], now[1] - held.start[1]], placement)
        : between(held.start, now, placement);
      show(place && { index: held.index, place });
    };
    const up = (event: PointerEvent): void => {
      if (!held) return;
      event.stopPropagation();
      const done = current;
      const before = held.place;
      held = undefined;
      show(undefined);
      if (done === undefined || event.type === 'pointercancel') return;
      if (done.index === null) latest.current.draw(done.place);
      else if (before === undefined || !isSame(before, done.place))
        latest.current.change(done.index, done.place);
    };
    const letGo = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !held) return;
      event.stopImmediatePropagation();
      held = undefined;
      show(undefined);
    };

    svg.addEventListener('pointerdown', down);
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerup', up);
    svg.addEventListener('pointercancel', up);
    window.addEventListener('keydown', letGo, { capture: true });
    return () => {
      svg.removeEventListener('pointerdown', down);
      svg.removeEventListener('pointermove', move);
      svg.removeEventListener('pointerup', up);
      svg.removeEventListener('pointercancel', up);
      window.removeEventListener('keydown', letGo, { capture: true });
    };
  }, [layer, latest]);
  return draft;
}

const isSame = (a: Place, b: Place): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
