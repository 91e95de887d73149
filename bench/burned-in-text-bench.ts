import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openTextFinder } from '../src/main/deidentify/burned-in-text/index.js';
import { sharedArea } from '../src/main/deidentify/burned-in-text/rects.js';
import type { FoundText, ShownFrame, TextFinder } from '../src/main/deidentify/pixel-work.js';
import { cast } from '../src/main/sample/cast.js';
import { paintFilm } from '../src/main/sample/paint-film.js';
import { enlarged, filmPaths, frameOf, type GreyFilm, readFilm } from './burned-in-text-films.js';
import { type Planted, plant, renderMasks, seeded, type TextMask } from './burned-in-text-plant.js';
import { type Line, line, median, quantile } from './measure.js';

const models = resolve(import.meta.dirname, '../models/burned-in-text');
const PLANTED_A_FILM = 4;
const FILMS = 320;
/** The films here are small: one in ten is looked at twice as large, one in fifty four times, as detectors make them. */
const enlargement = (i: number): number => (i % 50 === 49 ? 4 : i % 10 === 9 ? 2 : 1);

/** What is really written or drawn on a film, in its own pixels, as a person saw it: film -> places. */
type Adjudicated = Readonly<Record<string, readonly (Place & { readonly what: string })[]>>;
type Place = Pick<FoundText, 'x' | 'y' | 'width' | 'height'>;

export interface TextTally {
  films: number;
  generatedFilms: number;
  texts: number;
  /** Nineteen pixels of twenty of its ink lie under boxes that are masked or shown to a person. */
  covered: number;
  /** Half of them. */
  touched: number;
  /** Those of which every part stands out from the film. */
  readable: { texts: number; covered: number; touched: number };
  /** Of the covered: under certain boxes only in part, so that a person is asked. */
  uncertain: number;
  takenForMarkers: number;
  markers: number;
  markersKept: number;
  markersNamed: number;
  cleanBoxes: number;
  cleanUncertain: number;
  cleanReal: number;
  cleanMarkers: number;
  secondsPerMegapixel: number[];
  missed: string[];
  markersLost: string[];
  byScript: Record<string, [covered: number, texts: number]>;
  byHeight: Record<string, [covered: number, texts: number]>;
  clean: Record<string, readonly FoundText[]>;
}

/**
 * Plants texts and markers into films that the reader was not trained on and into generated ones, and looks through
 * the same films as they are.
 */
export async function measureText(
  dir: string,
  films: readonly string[],
  generated: number,
  onTenFilms: (tally: TextTally) => void = () => undefined,
  seeds = { texts: 20, places: 5 },
): Promise<TextTally> {
  const tally = emptyTally();
  const masks = renderMasks(dir, 1600, seeds.texts);
  const random = seeded(seeds.places);
  const finder = await openTextFinder();
  const adjudicated = readAdjudicated();
  for (const [i, path] of films.entries()) {
    const times = enlargement(i);
    const film = enlarged(readFilm(path), times);
    const real = (adjudicated[path] ?? []).map(({ x, y, width, height }) => ({
      x: x * times,
      y: y * times,
      width: width * times,
      height: height * times,
    }));
    await lookAtClean(finder, path, film, real, tally);
    await lookAtPlanted(finder, film, masks, random, tally);
    tally.films++;
    if (tally.films % 10 === 0) onTenFilms(tally);
  }
  const painted = cast.flatMap(({ studies }) =>
    studies.flatMap(({ series }) => series.map(({ image }) => image)),
  );
  for (const image of painted.filter(({ view }) => view !== 'CT').slice(0, generated)) {
    if (image.view === 'CT') continue;
    const { columns, rows, values } = paintFilm(image);
    const film = { width: columns, height: rows, grey: Uint8Array.from(values, (value) => value >> 4) };
    await lookAtClean(finder, `generated ${tally.generatedFilms}`, film, [], tally);
    await lookAtPlanted(finder, film, masks, random, tally);
    tally.generatedFilms++;
  }
  await finder.close();
  return tally;
}

async function lookAtClean(
  finder: TextFinder,
  path: string,
  film: GreyFilm,
  real: readonly Place[],
  tally: TextTally,
): Promise<void> {
  const found = await timed(finder, frameOf(film), tally);
  if (found.length > 0) tally.clean[path] = found;
  const texts = found.filter(({ kind }) => kind === 'text');
  tally.cleanMarkers += found.length - texts.length;
  tally.cleanBoxes += texts.length;
  tally.cleanUncertain += texts.filter(({ isCertain }) => !isCertain).length;
  tally.cleanReal += texts.filter((box) => real.some((place) => isMostlyIn(box, place))).length;
}

async function lookAtPlanted(
  finder: TextFinder,
  film: GreyFilm,
  masks: readonly TextMask[],
  random: () => number,
  tally: TextTally,
): Promise<void> {
  const { film: written, planted } = plant(film, masks, random, PLANTED_A_FILM);
  const found = await timed(finder, frameOf(written), tally);
  const texts = found.filter(({ kind }) => kind === 'text');
  const markers = found.filter(({ kind }) => kind === 'marker');
  for (const one of planted) {
    if (one.kind === 'text') countText(one, texts, markers, film.width, tally);
    else countMarker(one, texts, markers, film.width, tally);
  }
}

function countText(
  one: Planted,
  texts: readonly FoundText[],
  markers: readonly FoundText[],
  columns: number,
  tally: TextTally,
): void {
  const share = shareUnder(one, texts, columns);
  tally.texts++;
  if (share >= 0.5) tally.touched++;
  const isCovered = share >= 0.95;
  if (isCovered) tally.covered++;
  if (one.isReadable) {
    tally.readable.texts++;
    if (share >= 0.5) tally.readable.touched++;
    if (isCovered) tally.readable.covered++;
  }
  if (
    isCovered &&
    shareUnder(
      one,
      texts.filter(({ isCertain }) => isCertain),
      columns,
    ) < 0.95
  )
    tally.uncertain++;
  if (shareUnder(one, markers, columns) > 0.3) tally.takenForMarkers++;
  const height = one.letterHeight < 18 ? '12-17' : one.letterHeight < 30 ? '18-29' : '30-60';
  for (const [counts, key] of [
    [tally.byScript, one.script],
    [tally.byHeight, height],
  ] as const) {
    const [covered, all] = counts[key] ?? [0, 0];
    counts[key] = [covered + (isCovered ? 1 : 0), all + 1];
  }
  if (!isCovered)
    tally.missed.push(
      `${described(one)}: ${share.toFixed(2)}${shareUnder(one, markers, columns) > 0.3 ? ', as a marker' : ''}`,
    );
}

function countMarker(
  one: Planted,
  texts: readonly FoundText[],
  markers: readonly FoundText[],
  columns: number,
  tally: TextTally,
): void {
  tally.markers++;
  const isKept = shareUnder(one, texts, columns) < 0.05;
  if (isKept) tally.markersKept++;
  else tally.markersLost.push(described(one));
  if (shareUnder(one, markers, columns) > 0.5) tally.markersNamed++;
}

// Planted words are invented; nothing here comes from a real film.
const described = (one: Planted): string =>
  `${one.text} (${one.letterHeight} px, ${one.style}${one.isTurned ? ', turned' : ''}, ${one.ink} on ${one.ground}${one.isReadable ? '' : ', vanishing in parts'})`;

function shareUnder({ pixels }: Planted, boxes: readonly FoundText[], columns: number): number {
  const under = pixels.filter((index) =>
    boxes.some((box) => holds(box, index % columns, Math.floor(index / columns))),
  );
  return under.length / Math.max(1, pixels.length);
}

/** A third of the box, so that a box over a lung with a marker in it is no box over a marker. */
const isMostlyIn = (box: Place, place: Place): boolean =>
  sharedArea(box, place) >= (box.width * box.height) / 3;

function holds(box: Place, x: number, y: number): boolean {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

async function timed(finder: TextFinder, frame: ShownFrame, tally: TextTally): Promise<readonly FoundText[]> {
  const before = process.cpuUsage();
  const found = await finder.find(frame);
  const { user, system } = process.cpuUsage(before);
  tally.secondsPerMegapixel.push((user + system) / (frame.Rows * frame.Columns));
  return found;
}

function readAdjudicated(): Adjudicated {
  const path = join(models, 'real-text.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).films : {};
}

function emptyTally(): TextTally {
  return {
    films: 0,
    generatedFilms: 0,
    texts: 0,
    covered: 0,
    touched: 0,
    readable: { texts: 0, covered: 0, touched: 0 },
    uncertain: 0,
    takenForMarkers: 0,
    markers: 0,
    markersKept: 0,
    markersNamed: 0,
    cleanBoxes: 0,
    cleanUncertain: 0,
    cleanReal: 0,
    cleanMarkers: 0,
    secondsPerMegapixel: [],
    missed: [],
    markersLost: [],
    byScript: {},
    byHeight: {},
    clean: {},
  };
}

/** Burned-in text: recall of planted texts, markers kept, boxes on films as they are. Keeps the figures beside the model. */
export async function benchBurnedInText(dir: string): Promise<readonly Line[]> {
  const films = filmPaths('measurement').slice(0, FILMS);
  if (films.length === 0) return [line('burned-in text', 'not measured: ../shared/data/cxr is not here')];
  const tally = await measureText(dir, films, 2, keep);
  keep(tally);
  const falseBoxes = (tally.cleanBoxes - tally.cleanReal) / (tally.films + tally.generatedFilms);
  const share = (part: number, all: number): string =>
    `${((100 * part) / all).toFixed(1)} % (${part} of ${all})`;
  return [
    line(
      'planted texts covered',
      share(tally.covered, tally.texts),
      '>= 99 %',
      tally.covered >= 0.99 * tally.texts,
    ),
    line(
      'planted markers kept',
      share(tally.markersKept, tally.markers),
      '>= 95 %',
      tally.markersKept >= 0.95 * tally.markers,
    ),
    line('planted texts taken for markers', String(tally.takenForMarkers), '0', tally.takenForMarkers === 0),
    line(
      'boxes per film as it is, raw',
      (tally.cleanBoxes / (tally.films + tally.generatedFilms)).toFixed(3),
    ),
    line('  without what is really written there', falseBoxes.toFixed(3), '<= 0.1', falseBoxes <= 0.1),
    line(
      'CPU seconds per megapixel, median and 95 %',
      `${median(tally.secondsPerMegapixel).toFixed(2)}, ${quantile(tally.secondsPerMegapixel, 0.95).toFixed(2)}`,
    ),
  ];
}

/**
 * Figures beside the model; what was found on the films as they are into the cache, to be looked at: what is really
 * written there goes to real-text.json.
 */
function keep({ clean, secondsPerMegapixel, ...tally }: TextTally): void {
  const measured = { ...tally, cpuSecondsPerMegapixel: Number(median(secondsPerMegapixel).toFixed(3)) };
  writeFileSync(join(models, 'measured.json'), `${JSON.stringify(measured, null, 2)}\n`);
  const cache = resolve(models, '../../.cache/burned-in-text');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'clean.json'), JSON.stringify(clean));
}
