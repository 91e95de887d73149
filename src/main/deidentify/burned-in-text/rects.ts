import type { Rect } from './plane.js';

/** Share of the smaller one that lies in the other. */
export function overlapOfSmaller(a: Rect, b: Rect): number {
  return sharedArea(a, b) / Math.max(1e-9, Math.min(a.width * a.height, b.width * b.height));
}

/** Shared area over joint area. */
export function overlapOfBoth(a: Rect, b: Rect): number {
  const shared = sharedArea(a, b);
  return shared / Math.max(1e-9, a.width * a.height + b.width * b.height - shared);
}

/** In square pixels. */
export function sharedArea(a: Rect, b: Rect): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}

/** The smallest rectangle that holds all. @param rects at least one */
export function around(rects: readonly Rect[]): Rect {
  const x = Math.min(...rects.map((one) => one.x));
  const y = Math.min(...rects.map((one) => one.y));
  const right = Math.max(...rects.map((one) => one.x + one.width));
  const bottom = Math.max(...rects.map((one) => one.y + one.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Unites those that belong together until no two do: what has grown is held against all others anew. */
export function merged<Kind extends Rect>(
  rects: readonly Kind[],
  belongTogether: (a: Rect, b: Rect) => boolean,
  united: (a: Kind, b: Kind) => Kind,
): readonly Kind[] {
  const done: Kind[] = [];
  for (const rect of rects) {
    let whole = rect;
    for (let i = done.length - 1; i >= 0; i--) {
      const other = done[i];
      if (other === undefined || !belongTogether(whole, other)) continue;
      whole = united(whole, other);
      done.splice(i, 1);
      i = done.length;
    }
    done.push(whole);
  }
  return done;
}

export function grown({ x, y, width, height }: Rect, across: number, down: number): Rect {
  return { x: x - across, y: y - down, width: width + 2 * across, height: height + 2 * down };
}

/** Horizontal and vertical distance; 0 where they share columns or rows. */
export function gaps(a: Rect, b: Rect): { readonly across: number; readonly down: number } {
  return {
    across: Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width),
    down: Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height),
  };
}

/** Height of the writing in a box: its shorter side, whichever way it runs. */
export const lineHeight = ({ width, height }: Rect): number => Math.min(width, height);

/** Rows and columns change places; twice is as before. */
export function turned<Kind extends Rect>(rect: Kind): Kind {
  return { ...rect, x: rect.y, y: rect.x, width: rect.height, height: rect.width };
}

export const doubled = ({ x, y, width, height }: Rect): Rect => ({
  x: 2 * x,
  y: 2 * y,
  width: 2 * width,
  height: 2 * height,
});

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

/** The part that lies in the picture, in whole pixels; at least one. */
export function within({ x, y, width, height }: Rect, picture: Pick<Rect, 'width' | 'height'>): Rect {
  const left = Math.min(picture.width - 1, Math.max(0, Math.floor(x)));
  const top = Math.min(picture.height - 1, Math.max(0, Math.floor(y)));
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(picture.width, Math.ceil(x + width)) - left),
    height: Math.max(1, Math.min(picture.height, Math.ceil(y + height)) - top),
  };
}
