import type { Types } from '@cornerstonejs/core';
import type { Placement } from '../../ui/index.js';
import type { Place, Turn } from './film-view.js';
import { type EdgeLetters, edgeLetters, fitScale, imageDirections, type Vector2 } from './geometry.js';
import type { FilmImage } from './image-loader.js';

/** Size of the canvas in device pixels. */
const canvasSize = (viewport: Types.IStackViewport): { width: number; height: number } => {
  const { width, height } = viewport.getCanvas();
  return { width: Math.max(1, width), height: Math.max(1, height) };
};

/** Device pixels per image pixel, along the columns of the image. */
export function scaleOf(viewport: Types.IStackViewport, image: FilmImage): number {
  const { parallelScale } = viewport.getCamera();
  if (!parallelScale) return 1;
  return (canvasSize(viewport).height * image.rowPixelSpacing) / (2 * parallelScale);
}

const SMALLEST_SCALE = 0.01;
const LARGEST_SCALE = 64;

/** Sets the scale within reason, keeping what lies under `fixed` (CSS pixels in the viewport; default: its middle) in place. */
export function setScale(
  viewport: Types.IStackViewport,
  image: FilmImage,
  scale: number,
  fixed?: Vector2,
): void {
  const world = fixed && viewport.canvasToWorld([fixed[0], fixed[1]]);
  applyScale(viewport, image, Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, scale)));
  if (!fixed || !world) return;
  const moved = viewport.worldToCanvas(world);
  panBy(viewport, [fixed[0] - moved[0], fixed[1] - moved[1]]);
}

function applyScale(viewport: Types.IStackViewport, image: FilmImage, scale: number): void {
  viewport.setCamera({ parallelScale: (canvasSize(viewport).height * image.rowPixelSpacing) / (2 * scale) });
}

/** Moves the image by CSS pixels. */
export function panBy(viewport: Types.IStackViewport, [dx, dy]: Vector2): void {
  const [x, y] = viewport.getPan();
  viewport.setPan([x + dx, y + dy]);
}

/** Shows the whole image, centred, at the turn it has. */
export function fitWhole(viewport: Types.IStackViewport, image: FilmImage): void {
  const { rowPixelSpacing, columnPixelSpacing } = image;
  const size = { width: (image.columns * columnPixelSpacing) / rowPixelSpacing, height: image.rows };
  const quarterTurns = Math.round(viewport.getRotation() / 90);
  const scale = fitScale(size, canvasSize(viewport), quarterTurns);
  setPlace(viewport, image, { scale, centre: [(image.columns - 1) / 2, (image.rows - 1) / 2] });
}

/** Brings a pixel to the middle of the viewport, at a scale. */
export function setPlace(viewport: Types.IStackViewport, image: FilmImage, { scale, centre }: Place): void {
  applyScale(viewport, image, scale);
  bringToMiddle(viewport, centre);
}

/** The scale, and the pixel in the middle of the viewport. */
export function placeOf(viewport: Types.IStackViewport, image: FilmImage): Place | undefined {
  // Of the canvas: the element has no size any more when its pane has left the page.
  const { width, height } = canvasSize(viewport);
  const pixelRatio = window.devicePixelRatio || 1;
  const centre = canvasToPixels(viewport)?.(width / pixelRatio / 2, height / pixelRatio / 2);
  return centre && { scale: scaleOf(viewport, image), centre };
}

export function turnOf(viewport: Types.IStackViewport): Turn {
  const { flipHorizontal = false, flipVertical = false } = viewport.getCamera();
  const rotation = Math.round(viewport.getRotation()) % 360;
  return { rotation, flippedHorizontally: flipHorizontal, flippedVertically: flipVertical };
}

export function setTurn(viewport: Types.IStackViewport, turn: Turn): void {
  viewport.setViewPresentation({
    rotation: turn.rotation,
    flipHorizontal: turn.flippedHorizontally,
    flipVertical: turn.flippedVertically,
  });
}

/** Moves the camera itself: Cornerstone's own panning leaves out the last pixel. */
function bringToMiddle(viewport: Types.IStackViewport, [column, row]: Vector2): void {
  const world = pixelToWorld(viewport, column, row);
  const { focalPoint, position, viewPlaneNormal } = viewport.getCamera();
  if (!world || !focalPoint || !position || !viewPlaneNormal) return;
  const by: Types.Point3 = [world[0] - focalPoint[0], world[1] - focalPoint[1], world[2] - focalPoint[2]];
  const [nx, ny, nz] = viewPlaneNormal;
  const depth = by[0] * nx + by[1] * ny + by[2] * nz;
  const moved = (point: Types.Point3): Types.Point3 => [
    point[0] + by[0] - depth * nx,
    point[1] + by[1] - depth * ny,
    point[2] + by[2] - depth * nz,
  ];
  viewport.setCamera({ focalPoint: moved(focalPoint), position: moved(position) });
}

function pixelToWorld(viewport: Types.IStackViewport, column: number, row: number): Types.Point3 | undefined {
  const data = viewport.getImageData();
  if (!data) return undefined;
  const { origin, spacing, direction } = data;
  const at = (axis: number): number =>
    (origin[axis] ?? 0) +
    column * (spacing[0] ?? 1) * (direction[axis] ?? 0) +
    row * (spacing[1] ?? 1) * (direction[3 + axis] ?? 0);
  return [at(0), at(1), at(2)];
}

/** Where an image pixel lies in the viewport, in CSS pixels. */
export function pixelToCanvas(
  viewport: Types.IStackViewport,
  column: number,
  row: number,
): Vector2 | undefined {
  const world = pixelToWorld(viewport, column, row);
  return world && viewport.worldToCanvas(world);
}

/** Orientation letters as the image lies on the screen now: measured, not computed from flags. */
export function edgesOf(viewport: Types.IStackViewport, image: FilmImage): EdgeLetters {
  const origin = pixelToCanvas(viewport, 0, 0);
  const alongRow = pixelToCanvas(viewport, 100, 0);
  const alongColumn = pixelToCanvas(viewport, 0, 100);
  const directions = imageDirections(
    image.picture.presentation.ImageOrientationPatient,
    image.header.PatientOrientation,
  );
  if (!origin || !alongRow || !alongColumn)
    return edgeLetters({ row: '', column: '' }, { row: [1, 0], column: [0, 1] });
  return edgeLetters(directions, {
    row: [alongRow[0] - origin[0], alongRow[1] - origin[1]],
    column: [alongColumn[0] - origin[0], alongColumn[1] - origin[1]],
  });
}

/** An affine map from CSS pixels of the viewport to (column, row) of the image. */
export type CanvasToPixel = (x: number, y: number) => Vector2;

export function canvasToPixels(viewport: Types.IStackViewport): CanvasToPixel | undefined {
  const origin = pixelToCanvas(viewport, 0, 0);
  const right = pixelToCanvas(viewport, 1000, 0);
  const down = pixelToCanvas(viewport, 0, 1000);
  if (!origin || !right || !down) return undefined;
  const [ax, ay] = [(right[0] - origin[0]) / 1000, (right[1] - origin[1]) / 1000];
  const [bx, by] = [(down[0] - origin[0]) / 1000, (down[1] - origin[1]) / 1000];
  const determinant = ax * by - bx * ay;
  if (Math.abs(determinant) < 1e-12) return undefined;
  return (x, y) => {
    const [dx, dy] = [x - origin[0], y - origin[1]];
    return [(dx * by - dy * bx) / determinant, (dy * ax - dx * ay) / determinant];
  };
}

/** Measured, so that zoom, flips and turns are in it. */
export function placementOf(viewport: Types.IStackViewport, image: FilmImage): Placement | undefined {
  const { rows: Rows, columns: Columns } = image;
  // World coordinates name the middle of a pixel.
  const origin = pixelToCanvas(viewport, -0.5, -0.5);
  const right = pixelToCanvas(viewport, Columns - 0.5, -0.5);
  const down = pixelToCanvas(viewport, -0.5, Rows - 0.5);
  if (!origin || !right || !down) return undefined;
  return {
    Rows,
    Columns,
    origin,
    perColumn: [(right[0] - origin[0]) / Columns, (right[1] - origin[1]) / Columns],
    perRow: [(down[0] - origin[0]) / Rows, (down[1] - origin[1]) / Rows],
  };
}
