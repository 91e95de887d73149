import { encodeInstance } from '../dicom/index.js';
import { areaAverage, wholeFilm } from './area-average.js';
import { derivedFrom, resultCommon, resultUid, type Stamp } from './derived-object.js';
import type { FilmAnalysis, FindingScore, HeatMaps } from './film-analysis.js';
import type { FilmPicture } from './film-picture.js';
import { eachDot, lineWidth } from './lettering.js';
import type { Digest, SourceFilm } from './source-film.js';

const SecondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

type Colour = readonly [red: number, green: number, blue: number];
const WHITE: Colour = [235, 235, 235];
const GREY: Colour = [150, 150, 150];
const AMBER: Colour = [255, 190, 70];
const RED: Colour = [255, 110, 90];

/** Of each of the two pictures. */
const FILM_HEIGHT = 768;
const LIST_WIDTH = 470;
const MARGIN = 16;
const DOT = 2;
const LINE_HEIGHT = 22;

/**
 * Film, heat map and list in one colour picture (Secondary Capture, PS3.3 A.8.1) for viewers that show nothing else.
 * The heat map is that of the finding furthest above its threshold; "research use only" is part of the pixels.
 * @throws InvalidValueError where the film's own patient or study attributes cannot be written
 */
export function summaryPicture(
  film: SourceFilm,
  picture: FilmPicture,
  analysis: FilmAnalysis,
  stamp: Stamp,
  digest: Digest,
): Uint8Array<ArrayBuffer> {
  const { algorithm } = analysis;
  const canvas = paint(picture, analysis);
  return encodeInstance({
    ...resultCommon(digest, film, 'picture', algorithm, stamp),
    SOPClassUID: SecondaryCapture,
    SOPInstanceUID: resultUid(digest, film, 'picture', algorithm),
    Modality: 'OT',
    BodyPartExamined: 'CHEST',
    ConversionType: 'WSD',
    DateOfSecondaryCapture: stamp.date,
    TimeOfSecondaryCapture: stamp.time,
    ImageType: ['DERIVED', 'SECONDARY', 'OTHER'],
    PatientOrientation: '',
    BurnedInAnnotation: 'YES',
    DerivationDescription: 'Film beside a heat map and findings of a neural network. For research use only.',
    ...derivedFrom(film),
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: canvas.height,
    Columns: canvas.width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: canvas.rgb,
  });
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

function paint(picture: FilmPicture, analysis: FilmAnalysis): Canvas {
  const filmWidth = Math.max(1, Math.round((FILM_HEIGHT * picture.Columns) / picture.Rows));
  const grey = areaAverage(picture, wholeFilm(picture), filmWidth, FILM_HEIGHT);
  const width = evenUp(MARGIN * 4 + filmWidth * 2 + LIST_WIDTH);
  const height = FILM_HEIGHT + MARGIN * 2 + LINE_HEIGHT;
  const canvas: Canvas = { width, height, rgb: new Uint8Array(width * height * 3) };
  const byExcess = [...analysis.findings].sort((one, other) => excess(other) - excess(one));
  const hottest = byExcess[0] === undefined ? -1 : analysis.findings.indexOf(byExcess[0]);
  const { heatMaps } = analysis;
  const map = heatMaps.maps[hottest];
  const top = MARGIN + LINE_HEIGHT;
  const beside = MARGIN * 2 + filmWidth;
  for (let row = 0; row < FILM_HEIGHT; row++) {
    for (let column = 0; column < filmWidth; column++) {
      const shade = grey[row * filmWidth + column] ?? 0;
      put(canvas, MARGIN + column, top + row, shade, shade, shade);
      const heat = heatAt(heatMaps, map, (row + 0.5) / FILM_HEIGHT, (column + 0.5) / filmWidth);
      // From the film's grey over yellow to red, half transparent.
      const share = 0.55 * Math.min(1, Math.max(0, heat * 1.25 - 0.25));
      const under = shade * (1 - share);
      put(canvas, beside + column, top + row, under + 255 * share, under + 220 * (1 - heat) * share, under);
    }
  }
  write(canvas, 'ORIGINAL', MARGIN, MARGIN / 2, GREY);
  const caption =
    hottest < 0 || analysis.heatMaps.maps.length === 0 ? 'NO HEAT MAP' : `HEAT MAP: ${named(byExcess[0])}`;
  write(canvas, caption, beside, MARGIN / 2, GREY);
  list(canvas, analysis, byExcess, MARGIN * 3 + filmWidth * 2, top);
  return canvas;
}

function list(
  canvas: Canvas,
  { algorithm, covid, cardiothoracicRatio }: FilmAnalysis,
  findings: readonly FindingScore[],
  left: number,
  top: number,
): void {
  let y = top;
  const line = (words: string, colour: Colour, gap = 0): void => {
    write(canvas, words, left, y, colour);
    y += LINE_HEIGHT + gap;
  };
  line('RESEARCH USE ONLY', AMBER);
  line('NOT A MEDICAL DEVICE', AMBER, LINE_HEIGHT);
  for (const finding of findings) {
    const percent = `${Math.round(finding.probability * 100)}%`.padStart(4);
    line(
      `${named(finding).padEnd(20)}${percent} ${finding.reliable ? finding.band : 'not reliable'}`,
      finding.reliable ? colourOf(finding) : GREY,
    );
  }
  if (covid !== undefined) line(`COVID-COMPATIBLE     ${covid.score.band}`, colourOf(covid.score));
  if (cardiothoracicRatio !== undefined) {
    line(`CARDIOTHORACIC RATIO ${cardiothoracicRatio.value.toFixed(2)}`, WHITE, LINE_HEIGHT);
  }
  line(`${algorithm.name} ${algorithm.version}`.slice(0, 38), GREY);
  line(`WEIGHTS ${algorithm.weightsSha256.slice(0, 16)}`, GREY);
}

const excess = ({ probability, threshold, reliable }: FindingScore): number =>
  probability - threshold - (reliable ? 0 : 1);

const named = (finding: FindingScore | undefined): string => (finding?.label ?? '').replaceAll('_', ' ');

const colourOf = ({ band }: FindingScore): Colour =>
  band === 'likely' ? RED : band === 'indeterminate' ? AMBER : WHITE;

const evenUp = (width: number): number => width + (width % 2);

function heatAt({ Rows, Columns }: HeatMaps, map: Float32Array | undefined, y: number, x: number): number {
  const row = Math.min(Rows - 1, Math.floor(y * Rows));
  const column = Math.min(Columns - 1, Math.floor(x * Columns));
  return map?.[row * Columns + column] ?? 0;
}

/** Numbers and no triple: a picture has a million pixels, each of which would be an array for the collector. */
function put(
  { width, height, rgb }: Canvas,
  x: number,
  y: number,
  red: number,
  green: number,
  blue: number,
): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 3;
  rgb[at] = red;
  rgb[at + 1] = green;
  rgb[at + 2] = blue;
}

function write(canvas: Canvas, words: string, left: number, top: number, colour: Colour): void {
  const fits = Math.floor((canvas.width - left) / (6 * DOT));
  const line = lineWidth(words) * DOT > canvas.width - left ? words.slice(0, fits) : words;
  eachDot(line, (x, y) => {
    for (let dy = 0; dy < DOT; dy++) {
      for (let dx = 0; dx < DOT; dx++) put(canvas, left + x * DOT + dx, top + y * DOT + dy, ...colour);
    }
  });
}
