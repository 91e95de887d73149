import type { FoundText, ShownFrame, TextFinder } from '../pixel-work.js';
import { evened, shown } from './contrast.js';
import { TextDetector } from './detect.js';
import { distinct, joined, judged, type Line, MARKER_READ, type Proposed, withKinds } from './judge.js';
import { completed, letterRows, lettersIn } from './letter-rows.js';
import { cutLine, cutScaled, type Turn, turnedBack } from './line-crop.js';
import { fits, isMarker, markerProbability } from './marker-words.js';
import { detectorPath, latinReaderPaths, readerPath } from './model-files.js';
import { halved, inverted, type Plane, type Rect } from './plane.js';
import { LATIN_ROWS, LatinReader } from './read-latin.js';
import { LineReader, type Reading } from './read-line.js';
import { asRead } from './reader-letters.js';
import { grown, lineHeight } from './rects.js';
import { tilesOf } from './tiles.js';

const TILE = 960;
/** A line of 60 pixel letters may be longer; its pieces from two tiles are joined. */
const OVERLAP = 160;
/** Each letter of a marker, for the second reader's word to be taken. */
const LATIN_SURE = 0.6;

/**
 * Looks for writing in one frame: a network trained on photographs and rows of things like letters propose places, at
 * the frame's own resolution, in both polarities and turned by a quarter; a reader of our own says which are writing, and which of those
 * only say a side or a position. Coordinates are the frame's, cut at its borders.
 */
export async function openTextFinder(): Promise<TextFinder> {
  const networks = {
    detector: await TextDetector.open(detectorPath()),
    reader: await LineReader.open(readerPath()),
    latin: await LatinReader.open(latinReaderPaths()),
  };
  return {
    find: (frame) => find(frame, networks),
    close: async () => {
      await Promise.all(Object.values(networks).map((network) => network.close()));
    },
  };
}

interface Networks {
  readonly detector: TextDetector;
  readonly reader: LineReader;
  readonly latin: LatinReader;
}

async function find(frame: ShownFrame, networks: Networks): Promise<readonly FoundText[]> {
  const plane = shown(frame);
  const { places, letters } = await proposals(plane, networks.detector);
  const lines: Line[] = [];
  for (const place of distinct(places)) {
    const line = judged(place, await bestReading(plane, place, networks.reader));
    if (line !== undefined) lines.push(line);
  }
  const whole = joined(joined(lines).map((line) => ({ ...line, ...completed(line, letters) })));
  const markers: number[] = [];
  for (const line of whole) markers.push(await markerCertainty(plane, line, networks));
  return withKinds(whole, markers).map((found) => ({ ...found, ...inside(masking(found), frame) }));
}

/** What is masked is a little larger than what was seen: a stroke at an end costs more than a few pixels of film. */
function masking(found: FoundText): Rect {
  if (found.kind === 'marker') return found;
  const along = 0.4 * lineHeight(found);
  const across = 0.1 * lineHeight(found);
  return found.width >= found.height ? grown(found, along, across) : grown(found, across, along);
}

/** Everything that may be writing, and everything like a letter; also where the reader's training gets its anatomy from. */
export async function proposals(
  plane: Plane,
  detector: TextDetector,
): Promise<{ readonly places: readonly Proposed[]; readonly letters: readonly Rect[] }> {
  const even = evened(plane);
  const small = lettersIn(even);
  const large = lettersIn(halved(even)).map(doubled);
  const places: Proposed[] = [...letterRows(small), ...letterRows(large)].map((row) => ({
    ...grown(row, 0.3 * lineHeight(row), 0.3 * lineHeight(row)),
    by: 'rows',
    confidence: 0,
  }));
  const find = async (channels: readonly [Plane, Plane, Plane]): Promise<readonly Proposed[]> => {
    const found: Proposed[] = [];
    for (const tile of tilesOf(channels[0].width, channels[0].height, TILE, OVERLAP)) {
      for (const one of await detector.find(channels, tile)) found.push({ ...one, by: 'network' });
    }
    return found;
  };
  // What the network knows of the world is mostly dark on light; films are mostly the other way round.
  places.push(...(await find([plane, even, plane])));
  const [dark, evenDark] = [inverted(plane), inverted(even)];
  places.push(...(await find([dark, evenDark, dark])));
  // Small writing it finds upright only.
  const [onEnd, evenOnEnd] = [turnedBack(plane, 'clockwise'), turnedBack(even, 'clockwise')];
  for (const { x, y, width, height, ...one } of await find([onEnd, evenOnEnd, onEnd])) {
    places.push({ ...one, x: plane.width - y - height, y: x, width: height, height: width });
  }
  return { places, letters: [...small, ...large] };
}

const doubled = ({ x, y, width, height }: Rect): Rect => ({
  x: 2 * x,
  y: 2 * y,
  width: 2 * width,
  height: 2 * height,
});

function turnsOf({ width, height }: Rect): readonly [Turn, ...Turn[]] {
  return height > 1.3 * width ? ['clockwise', 'counter-clockwise', 'upright'] : ['upright'];
}

async function bestReading(plane: Plane, place: Rect, reader: LineReader): Promise<Reading> {
  const [first, ...others] = turnsOf(place);
  let best = await reader.read(cutLine(plane, place, first));
  for (const turn of others) {
    const reading = await reader.read(cutLine(plane, place, turn));
    if (reading.writing > best.writing) best = reading;
  }
  return best;
}

/** Read as it is and with some of its surroundings: a box may cut a letter, and its border may look like one. */
async function markerCertainty(plane: Plane, line: Rect, { reader, latin }: Networks): Promise<number> {
  let certainty = 0;
  const aspect = Math.max(line.width, line.height) / lineHeight(line);
  for (const share of [0.15, 0, 0.3]) {
    const margin = share * lineHeight(line);
    const place = grown(line, margin, 0);
    certainty = Math.max(certainty, markerProbability(await bestReading(plane, place, reader), aspect));
    if (certainty >= MARKER_READ) return certainty;
    for (const turn of turnsOf(line)) {
      const read = await latin.read(cutScaled(plane, place, turn, LATIN_ROWS));
      const text = asRead(read.text);
      if (read.certainty >= LATIN_SURE && isMarker(text) && fits(text, aspect)) return read.certainty;
    }
  }
  return certainty;
}

function inside({ x, y, width, height }: Rect, { Rows, Columns }: ShownFrame): Rect {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(Columns, Math.ceil(x + width)) - left),
    height: Math.max(1, Math.min(Rows, Math.ceil(y + height)) - top),
  };
}
