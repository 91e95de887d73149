import { halved, type Plane, type Rect } from './plane.js';
import { around, doubled, grown, merged, sharedArea, within } from './rects.js';
import { regionsAbove } from './regions.js';

/** Side of the squares into which a picture is parted. */
const CELL = 16;
/** A stroke's border rises or falls by this much (of the full range of 1) within two pixels: anatomy seldom does. */
const EDGE = 0.06;
/** The same at half the resolution, for letters that are soft over four pixels: lead, or digitised film. */
const SOFT_EDGE = 0.1;
/** From one border of a stroke to the other: bold letters of sixty pixels, and the gaps between them. */
const WIDEST_STROKE = 24;
/** Borders in a cell and its neighbours; the thinnest letter of twelve pixels has more. */
const LEAST_BORDERS = 12;
/** The detector wants to see some of what surrounds a line. */
const SURROUNDINGS = 32;

/**
 * Where strokes of writing may be: two sharp borders, one up and one down, close to each other and often. Burned-in
 * letters are drawn at the picture's own resolution, anatomy is blurred by the detector; so most of a large film is
 * left out, and the border of a shutter too, which has one side only.
 * @param plane 0 to 1
 * @returns separate rectangles, in its pixels, with some surroundings
 */
export function strokePlaces(plane: Plane): readonly Rect[] {
  const soft = stroked(halved(plane), SOFT_EDGE).map(doubled);
  const places = [...stroked(plane, EDGE), ...soft].map((place) =>
    within(grown(place, SURROUNDINGS, SURROUNDINGS), plane),
  );
  return merged(
    places,
    (a, b) => sharedArea(a, b) > 0,
    (a, b) => around([a, b]),
  );
}

/** Rectangles around connected cells with enough borders. */
function stroked(plane: Plane, edge: number): readonly Rect[] {
  const columns = Math.ceil(plane.width / CELL);
  const rows = Math.ceil(plane.height / CELL);
  const borders = bordersByCell(plane, columns, edge);
  const sums = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++)
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++)
          sum += borders[y * columns + x] ?? 0;
      sums[row * columns + column] = sum;
    }
  }
  // Whole numbers: what is above one less is at least as many.
  return regionsAbove({ width: columns, height: rows, data: sums }, LEAST_BORDERS - 1).map(
    ({ x, y, width, height }) => ({
      x: x * CELL,
      y: y * CELL,
      width: width * CELL,
      height: height * CELL,
    }),
  );
}

function bordersByCell({ width, height, data }: Plane, columns: number, edge: number): Uint32Array {
  const borders = new Uint32Array(columns * Math.ceil(height / CELL));
  const count = (cell: number): void => {
    borders[cell] = (borders[cell] ?? 0) + 1;
  };
  const along = (start: number, step: number, length: number, cellAt: (i: number) => number): void => {
    let lastRise = -WIDEST_STROKE - 1;
    let lastFall = lastRise;
    for (let i = 0; i + 2 < length; i++) {
      const change = (data[start + (i + 2) * step] ?? 0) - (data[start + i * step] ?? 0);
      if (change >= edge) {
        lastRise = i;
        if (i - lastFall <= WIDEST_STROKE) count(cellAt(i + 1));
      } else if (change <= -edge) {
        lastFall = i;
        if (i - lastRise <= WIDEST_STROKE) count(cellAt(i + 1));
      }
    }
  };
  for (let y = 0; y < height; y++)
    along(y * width, 1, width, (x) => Math.floor(y / CELL) * columns + Math.floor(x / CELL));
  for (let x = 0; x < width; x++)
    along(x, width, height, (y) => Math.floor(y / CELL) * columns + Math.floor(x / CELL));
  return borders;
}
