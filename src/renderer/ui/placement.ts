export type Point = readonly [x: number, y: number];

/** Where a picture lies on the screen, in CSS pixels of its pane; zoom, turns and flips are in it. */
export interface Placement {
  readonly Rows: number;
  readonly Columns: number;
  /** The outer corner of the first pixel. */
  readonly origin: Point;
  /** One column to the right, and one row down, on the screen. */
  readonly perColumn: Point;
  readonly perRow: Point;
}

/** Where (column, row) of the picture lies in its pane. */
export function toScreen({ origin, perColumn, perRow }: Placement, [column, row]: Point): Point {
  return [
    origin[0] + column * perColumn[0] + row * perRow[0],
    origin[1] + column * perColumn[1] + row * perRow[1],
  ];
}

/** (column, row) of the picture at a point of the pane; outside the picture too. */
export function toImage({ origin, perColumn, perRow }: Placement, [x, y]: Point): Point {
  const determinant = perColumn[0] * perRow[1] - perColumn[1] * perRow[0];
  if (determinant === 0) return [0, 0];
  const [dx, dy] = [x - origin[0], y - origin[1]];
  return [
    (dx * perRow[1] - dy * perRow[0]) / determinant,
    (dy * perColumn[0] - dx * perColumn[1]) / determinant,
  ];
}
