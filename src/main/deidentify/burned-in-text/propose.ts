import { evened } from './contrast.js';
import type { TextDetector } from './detect.js';
import type { Proposed } from './judge.js';
import { letterRows, lettersIn } from './letter-rows.js';
import { turnedBack } from './line-crop.js';
import { halved, inverted, type Plane, type Rect } from './plane.js';
import { doubled, grown, lineHeight, overlapOfSmaller } from './rects.js';
import { strokePlaces } from './stroke-places.js';
import { tilesOf } from './tiles.js';

const TILE = 960;
/** A line of 60 pixel letters may be longer; its pieces from two tiles are joined. */
const OVERLAP = 160;

/**
 * Everything that may be writing: what the network sees where there are strokes, in both polarities and turned by a
 * quarter, and rows of things like letters. Also where the reader's training gets its anatomy from.
 * @param plane 0 to 1
 */
export async function proposals(plane: Plane, detector: TextDetector): Promise<readonly Proposed[]> {
  const strokes = strokePlaces(plane);
  if (strokes.length === 0) return [];
  const even = evened(plane);
  const found: Proposed[] = rowsOfLetters(even).filter((row) =>
    strokes.some((place) => overlapOfSmaller(row, place) > 0.5),
  );
  const tiles = strokes.flatMap((place) => tilesIn(place));
  // What the network knows of the world is mostly dark on light; films are mostly the other way round.
  found.push(...(await seen(detector, plane, even, tiles)));
  found.push(...(await seen(detector, inverted(plane), inverted(even), tiles)));
  // Small writing it finds upright only.
  const turned = await seen(
    detector,
    turnedBack(plane, 'clockwise'),
    turnedBack(even, 'clockwise'),
    tiles.map(({ x, y, width, height }) => ({
      x: y,
      y: plane.width - x - width,
      width: height,
      height: width,
    })),
  );
  for (const { x, y, width, height, ...one } of turned)
    found.push({ ...one, x: plane.width - y - height, y: x, width: height, height: width });
  return found;
}

function rowsOfLetters(even: Plane): readonly Proposed[] {
  const small = lettersIn(even);
  const large = lettersIn(halved(even)).map(doubled);
  return [...letterRows(small), ...letterRows(large)].map((row) => ({
    ...grown(row, 0.3 * lineHeight(row), 0.3 * lineHeight(row)),
    by: 'rows',
    confidence: 0,
  }));
}

/** The film as it is in two channels and evened by its surroundings in one: grey on grey stands out as well. */
async function seen(
  detector: TextDetector,
  plane: Plane,
  even: Plane,
  tiles: readonly Rect[],
): Promise<readonly Proposed[]> {
  const found: Proposed[] = [];
  for (const tile of tiles)
    for (const one of await detector.find([plane, even, plane], tile)) found.push({ ...one, by: 'network' });
  return found;
}

function tilesIn(place: Rect): readonly Rect[] {
  return tilesOf(place.width, place.height, TILE, OVERLAP).map((tile) => ({
    ...tile,
    x: place.x + tile.x,
    y: place.y + tile.y,
  }));
}
