import { type RefObject, useEffect } from 'react';
import type { DragTool } from '../keys/commands.js';
import type { Vector2 } from '../stage/geometry.js';

/** What the mouse asks of a viewport; positions are CSS pixels in the viewport. */
export interface PointerActions {
  activate(): void;
  drag(tool: DragTool, by: Vector2, from: Vector2): void;
  /** The magnifier follows the pointer; undefined when it is put away. */
  lens(at: Vector2 | undefined): void;
  /** @param at where the wheel was turned */
  scroll(films: number, at: Vector2): void;
  zoom(factor: number, around: Vector2): void;
  menu(at: { readonly x: number; readonly y: number }): void;
  fullViewport(): void;
}

const CLICK_SLOP_PX = 4;
const WHEEL_STEP_PX = 50;
const ZOOM_PER_PX = 1.006;
const ZOOM_PER_WHEEL_PX = 1.0018;

/**
 * Mouse of a viewport (product rules: left = chosen tool, middle = pan, right = zoom, right click without
 * a drag = menu, wheel = films, Ctrl+wheel = zoom, double-click = full viewport; Shift+left = pan).
 */
export function usePointer(
  element: RefObject<HTMLElement | null>,
  leftTool: DragTool,
  latest: RefObject<PointerActions>,
): void {
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    let held: { tool: DragTool; last: Vector2; start: Vector2; moved: boolean; button: number } | undefined;
    let wheelPx = 0;
    const at = (event: MouseEvent): Vector2 => {
      const box = target.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };

    const down = (event: PointerEvent): void => {
      latest.current.activate();
      // What lies over the film has taken it.
      if (event.defaultPrevented) return;
      const tool = toolOf(event, leftTool);
      if (!tool) return;
      held = { tool, last: at(event), start: at(event), moved: false, button: event.button };
      target.setPointerCapture(event.pointerId);
      if (tool === 'magnify') latest.current.lens(held.start);
      if (event.button === 1) event.preventDefault();
    };
    const move = (event: PointerEvent): void => {
      if (!held) return;
      const now = at(event);
      if (!held.moved && Math.hypot(now[0] - held.start[0], now[1] - held.start[1]) < CLICK_SLOP_PX) return;
      const by: Vector2 = [now[0] - held.last[0], now[1] - held.last[1]];
      held.moved = true;
      held.last = now;
      if (held.tool === 'magnify') latest.current.lens(now);
      else if (held.tool === 'zoom') latest.current.zoom(ZOOM_PER_PX ** -by[1], held.start);
      else latest.current.drag(held.tool, by, now);
    };
    const up = (event: PointerEvent): void => {
      if (!held) return;
      if (held.tool === 'magnify') latest.current.lens(undefined);
      if (held.button === 2 && !held.moved) latest.current.menu({ x: event.clientX, y: event.clientY });
      held = undefined;
    };
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      latest.current.activate();
      const px = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * WHEEL_STEP_PX;
      if (event.ctrlKey) {
        latest.current.zoom(ZOOM_PER_WHEEL_PX ** -px, at(event));
        return;
      }
      // A wheel comes in notches, a touch pad in drops: both add up to films.
      if (Math.sign(px) !== Math.sign(wheelPx)) wheelPx = 0;
      wheelPx += px;
      const films = Math.trunc(wheelPx / WHEEL_STEP_PX);
      wheelPx -= films * WHEEL_STEP_PX;
      if (films !== 0) latest.current.scroll(films > 0 ? Math.min(films, 1) : Math.max(films, -1), at(event));
    };
    const noMenu = (event: MouseEvent): void => event.preventDefault();
    const double = (event: MouseEvent): void => {
      if (event.button === 0) latest.current.fullViewport();
    };

    target.addEventListener('pointerdown', down);
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', up);
    target.addEventListener('pointercancel', up);
    target.addEventListener('wheel', wheel, { passive: false });
    target.addEventListener('contextmenu', noMenu);
    target.addEventListener('dblclick', double);
    return () => {
      target.removeEventListener('pointerdown', down);
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', up);
      target.removeEventListener('pointercancel', up);
      target.removeEventListener('wheel', wheel);
      target.removeEventListener('contextmenu', noMenu);
      target.removeEventListener('dblclick', double);
    };
  }, [element, leftTool, latest]);
}

function toolOf(event: PointerEvent, leftTool: DragTool): DragTool | undefined {
  if (event.button === 1) return 'pan';
  if (event.button === 2) return 'zoom';
  if (event.button !== 0) return undefined;
  if (event.shiftKey) return 'pan';
  return event.ctrlKey ? 'zoom' : leftTool;
}
