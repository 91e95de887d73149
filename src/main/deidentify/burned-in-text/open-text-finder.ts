import type { FoundText, ShownFrame, TextFinder } from '../pixel-work.js';
import { shown } from './contrast.js';
import { TextDetector } from './detect.js';
import { inkOf } from './ink.js';
import { distinct, joined, judged, type Line, MARKER_READ, withKinds } from './judge.js';
import { cutLine, cutScaled, type Turn } from './line-crop.js';
import { fits, isMarker, markerProbability } from './marker-words.js';
import { detectorPath, latinReaderPaths, readerPath } from './model-files.js';
import type { Plane, Rect } from './plane.js';
import { proposals } from './propose.js';
import { LATIN_ROWS, LatinReader } from './read-latin.js';
import { LineReader, type Reading } from './read-line.js';
import { asRead } from './reader-letters.js';
import { around, grown, lineHeight, within } from './rects.js';

/** Share of a film's shorter side from which a line that is not sure has to be drawn. */
const LARGE = 0.15;
/** Each letter of a marker, for the second reader's word to be taken. */
const LATIN_SURE = 0.6;
/** It is ten times as large as ours, so it sees a line this often. */
const LATIN_LOOKS = 2;

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
  const places = await proposals(plane, networks.detector);
  const lines: Line[] = [];
  for (const place of distinct(places)) {
    const line = judged(place, await bestReading(plane, place, networks.reader));
    if (line === undefined) continue;
    // Ribs stand in rows too, but are not drawn in one grey level with sharp borders.
    if (place.by === 'network' || inkOf(plane, place) !== undefined) lines.push(line);
  }
  const whole = joined(joined(lines).map((line) => withInk(plane, line))).filter(
    (line) => !isAnatomy(plane, line),
  );
  const markers: number[] = [];
  for (const line of whole) markers.push(await markerCertainty(plane, line, networks));
  return withKinds(whole, markers).map((found) => ({ ...found, ...within(masking(found), plane) }));
}

/** With the letters whole that the detector cut. */
function withInk(plane: Plane, line: Line): Line {
  const ink = inkOf(plane, line);
  return ink === undefined ? line : { ...line, ...around([line, ink]), ink };
}

/** As high as a lung is wide, not drawn, and not sure: no writing. What reaches from border to border is none either. */
function isAnatomy(plane: Plane, { ink, isCertain, ...line }: Line): boolean {
  if (lineHeight(line) < LARGE * Math.min(plane.width, plane.height)) return false;
  if (ink === undefined) return !isCertain;
  return ink.width >= plane.width || ink.height >= plane.height;
}

/** What is masked is a little larger than what was seen: a stroke at an end costs more than a few pixels of film. */
function masking(found: FoundText): Rect {
  if (found.kind === 'marker') return found;
  const along = 0.4 * lineHeight(found);
  const across = 0.1 * lineHeight(found);
  return found.width >= found.height ? grown(found, along, across) : grown(found, across, along);
}

function turnsOf({ width, height }: Rect): readonly [Turn, ...Turn[]] {
  return height > 1.3 * width ? ['clockwise', 'counter-clockwise', 'upright'] : ['upright'];
}

/** In the turn in which it looks most like writing. */
async function bestReading(
  plane: Plane,
  place: Rect,
  reader: LineReader,
): Promise<Reading & { readonly turn: Turn }> {
  const [first, ...others] = turnsOf(place);
  let best = { ...(await reader.read(cutLine(plane, place, first))), turn: first };
  for (const turn of others) {
    const reading = await reader.read(cutLine(plane, place, turn));
    if (reading.writing > best.writing) best = { ...reading, turn };
  }
  return best;
}

/** Read with more or less of its surroundings: a box may cut a letter, and a border of its own may look like one. */
async function markerCertainty(plane: Plane, line: Line, { reader, latin }: Networks): Promise<number> {
  let certainty = 0;
  const aspect = Math.max(line.width, line.height) / lineHeight(line);
  for (const [i, place] of forReading(line).entries()) {
    const reading = await bestReading(plane, place, reader);
    certainty = Math.max(certainty, markerProbability(reading, aspect));
    if (certainty >= MARKER_READ) return certainty;
    if (i >= LATIN_LOOKS) continue;
    const read = await latin.read(cutScaled(plane, place, reading.turn, LATIN_ROWS));
    const text = asRead(read.text);
    if (read.certainty >= LATIN_SURE && isMarker(text) && fits(text, aspect)) return read.certainty;
  }
  return certainty;
}

/** The likeliest to be read first. */
function forReading({ ink, ...line }: Line): readonly Rect[] {
  const [usual, ...others] = [0.15, 0, 0.3].map((share) => grown(line, share * lineHeight(line), 0));
  const tight = ink === undefined ? [] : [0.25, 0.45].map((share) => allRound(ink, share * lineHeight(ink)));
  return [...tight.slice(0, 1), ...(usual === undefined ? [] : [usual]), ...tight.slice(1), ...others];
}

const allRound = (rect: Rect, margin: number): Rect => grown(rect, margin, margin);
