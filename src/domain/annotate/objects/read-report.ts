import type { Code, DatasetView } from '../../dicom/index.js';
import type { AnnotationKind, ImagePoint } from '../annotation.js';
import { concepts } from './concepts.js';
import { type DrawnGraphic, drawnGraphic, pairs, shapesOf } from './drawn-graphic.js';
import type { Vector } from './image-plane.js';
import { objectTags } from './object-tags.js';
import { authorName, readCode, type ShapeCollector } from './shape-collector.js';
import { kindOf, shapeParts } from './shape-parts.js';
import { type ImageFrame, onFrame, type StudyImages } from './study-images.js';

/** A graphic of a report with what it is called and which value was measured on it. */
interface PlacedGraphic extends DrawnGraphic {
  /** As they are written, the first one again where a line is closed. */
  readonly given: readonly ImagePoint[];
  readonly on: ImageFrame;
  readonly concept: Code | null;
  readonly measured: Code | null;
}

/** What a container says of its graphics. */
interface Group {
  readonly kind: AnnotationKind | undefined;
  readonly label: Code | null;
  readonly text: string;
  readonly lengthMm: number | null;
  readonly trackingUid: string;
  readonly graphics: readonly PlacedGraphic[];
}

/** No report that people read has more. */
const MOST_ITEMS = 100_000;

/**
 * The shapes of a structured report: SCOORD and SCOORD3D anywhere in it, with the finding, the site and the values
 * of the container around them (TID 1500 and whatever else has coordinates).
 */
export function readReport(object: DatasetView, images: StudyImages, into: ShapeCollector): void {
  const containers = [object];
  let left = MOST_ITEMS;
  for (let container = containers.pop(); container !== undefined; container = containers.pop()) {
    const { own, nested } = itemsOf(container, left);
    left -= own.length + nested.length;
    if (left <= 0) {
      into.leaveOut('too-many');
      return;
    }
    containers.push(...nested.reverse());
    const observer = own.find((item) => isNamed(item, concepts.personName));
    if (observer !== undefined) {
      into.author = authorName(observer.name(objectTags.PersonName) || observer.text(objectTags.TextValue));
    }
    drawGroup(readGroup(own, images, into), into);
  }
}

/** The items below a container down to the next ones, and those next containers. */
function itemsOf(container: DatasetView, most: number): { own: DatasetView[]; nested: DatasetView[] } {
  const own: DatasetView[] = [];
  const nested: DatasetView[] = [];
  const open = [...container.items(objectTags.ContentSequence)].reverse();
  for (let item = open.pop(); item !== undefined && own.length <= most; item = open.pop()) {
    if (item.string(objectTags.ValueType) === 'CONTAINER') nested.push(item);
    else {
      own.push(item);
      for (const child of [...item.items(objectTags.ContentSequence)].reverse()) open.push(child);
    }
  }
  return { own, nested };
}

function readGroup(items: readonly DatasetView[], images: StudyImages, into: ShapeCollector): Group {
  const named = (concept: Code): DatasetView | undefined => items.find((item) => isNamed(item, concept));
  const coded = (concept: Code): Code | null =>
    readCode(named(concept)?.items(objectTags.ConceptCodeSequence)[0]);
  const shape = coded(concepts.shape);
  const kind = shape === null ? undefined : kindOf(shape);
  const site = coded(concepts.findingSite);
  const finding = coded(concepts.finding);
  const comment = named(concepts.comment)?.text(objectTags.TextValue) ?? '';
  const values = items.filter((item) => item.string(objectTags.ValueType) === 'NUM');
  const [known] = values.filter((item) => isNamed(item, concepts.knownLength));
  const lengthMm = known === undefined ? undefined : measuredOf(known)?.number(objectTags.NumericValue);
  // A shape of ours is measured again here; of anybody else's, their numbers are what counts.
  const words = kind === undefined ? [comment, site?.CodeMeaning ?? '', ...values.map(valueText)] : [comment];
  return {
    kind,
    label: finding ?? site,
    text: words.filter(Boolean).join(', '),
    lengthMm: lengthMm !== undefined && lengthMm > 0 ? lengthMm : null,
    trackingUid: named(concepts.trackingUid)?.string(objectTags.UID) ?? '',
    graphics: placedGraphics(items, images, into),
  };
}

function placedGraphics(
  items: readonly DatasetView[],
  images: StudyImages,
  into: ShapeCollector,
): PlacedGraphic[] {
  const source = items.find((item) => isNamed(item, concepts.source));
  const measuredOn = new Map<DatasetView, Code | null>();
  const placed: PlacedGraphic[] = [];
  for (const item of items) {
    const type = item.string(objectTags.ValueType);
    if (type === 'NUM') {
      for (const child of item.items(objectTags.ContentSequence)) measuredOn.set(child, nameOf(item));
    }
    if (type !== 'SCOORD' && type !== 'SCOORD3D') continue;
    const referenced = frameOf(item, images) ?? frameOf(source, images);
    const drawn = type === 'SCOORD' ? onImage(item, referenced) : inPatient(item, referenced, images);
    if (typeof drawn === 'string') into.leaveOut(drawn);
    else placed.push({ ...drawn, concept: nameOf(item), measured: measuredOn.get(item) ?? null });
  }
  return placed;
}

/** The first frame that an IMAGE item names, or one below a graphic. */
function frameOf(item: DatasetView | undefined, images: StudyImages): ImageFrame | undefined {
  if (item === undefined) return undefined;
  const holders = [item, ...item.items(objectTags.ContentSequence)];
  const references = holders.flatMap((holder) => holder.items(objectTags.ReferencedSOPSequence));
  return references.flatMap((reference) => images.referenced(reference))[0];
}

type Placed = Pick<PlacedGraphic, 'graphic' | 'points' | 'given' | 'on'>;

function onImage(
  item: DatasetView,
  on: ImageFrame | undefined,
): Placed | 'image-missing' | 'graphic-unknown' {
  if (on === undefined) return 'image-missing';
  const points = pairs(item.numbers(objectTags.GraphicData));
  const drawn = points && drawnGraphic(item.string(objectTags.GraphicType), points);
  return points === undefined || drawn === undefined ? 'graphic-unknown' : { ...drawn, given: points, on };
}

function inPatient(
  item: DatasetView,
  source: ImageFrame | undefined,
  images: StudyImages,
): Placed | 'off-image-planes' | 'graphic-unknown' {
  const places = triples(item.numbers(objectTags.GraphicData));
  if (places === undefined) return 'graphic-unknown';
  const frameOfReference = item.string(objectTags.ReferencedFrameOfReferenceUID);
  const isSources = source?.image.FrameOfReferenceUID === frameOfReference;
  const onSource = source !== undefined && isSources ? onFrame(source, places) : undefined;
  const at = onSource ?? images.inPlane(frameOfReference, places);
  if (at === undefined) return 'off-image-planes';
  const { points, ...on } = at;
  const drawn = drawnGraphic(item.string(objectTags.GraphicType), points);
  return drawn === undefined ? 'graphic-unknown' : { ...drawn, given: points, on };
}

/** Places of numbers that come in threes; undefined where one is missing or is no number. */
export function triples(numbers: readonly number[]): Vector[] | undefined {
  if (numbers.length % 3 !== 0 || !numbers.every(Number.isFinite)) return undefined;
  return Array.from(
    { length: numbers.length / 3 },
    (_, index): Vector => [numbers[3 * index] ?? 0, numbers[3 * index + 1] ?? 0, numbers[3 * index + 2] ?? 0],
  );
}

function drawGroup(group: Group, into: ShapeCollector): void {
  const whole = ownShape(group) ?? axes(group);
  if (whole !== undefined) {
    into.add(whole.on, whole, group);
    return;
  }
  for (const graphic of group.graphics) {
    for (const shape of shapesOf(graphic)) into.add(graphic.on, shape, group);
  }
}

interface WholeShape {
  readonly on: ImageFrame;
  readonly kind: AnnotationKind;
  readonly points: readonly ImagePoint[];
}

/** A shape that this product wrote: each of its parts by its name, whatever their order. */
function ownShape({ kind, graphics }: Group): WholeShape | undefined {
  if (kind === undefined) return undefined;
  const parts = shapeParts[kind].map(({ concept, graphic }) => {
    const found = graphics.find((one) => isSame(one.concept, concept));
    // A line that happens to end where it began is still that line.
    return found && { ...found, points: graphic === 'outline' ? found.given.slice(0, -1) : found.given };
  });
  return inOneFrame(kind, parts);
}

/** Long and short axis as OHIF and others write them are one bidirectional measurement. */
function axes({ graphics }: Group): WholeShape | undefined {
  const measured = (concept: Code): PlacedGraphic | undefined =>
    graphics.find((one) => one.points.length === 2 && isSame(one.measured, concept));
  if (graphics.length !== 2) return undefined;
  return inOneFrame('bidirectional', [measured(concepts.longAxis), measured(concepts.shortAxis)]);
}

function inOneFrame(
  kind: AnnotationKind,
  parts: readonly (PlacedGraphic | undefined)[],
): WholeShape | undefined {
  const present = parts.filter((part) => part !== undefined);
  const [first] = present;
  if (first === undefined || present.length < parts.length) return undefined;
  const isTogether = present.every(({ on }) => on.image === first.on.image && on.frame === first.on.frame);
  return isTogether ? { on: first.on, kind, points: present.flatMap(({ points }) => points) } : undefined;
}

const nameOf = (item: DatasetView): Code | null =>
  readCode(item.items(objectTags.ConceptNameCodeSequence)[0]);

const isNamed = (item: DatasetView, concept: Code): boolean => isSame(nameOf(item), concept);

/** Older writers have SNOMED codes of the retired SRT designator; the meaning is the same in all of them. */
const isSame = (code: Code | null, concept: Code): boolean =>
  code !== null &&
  ((code.CodeValue === concept.CodeValue && code.CodingSchemeDesignator === concept.CodingSchemeDesignator) ||
    (code.CodingSchemeDesignator === 'SRT' && code.CodeMeaning === concept.CodeMeaning));

const measuredOf = (item: DatasetView): DatasetView | undefined =>
  item.items(objectTags.MeasuredValueSequence)[0];

/** 'Area 1.7 cm2', in the report's own words. */
function valueText(item: DatasetView): string {
  const measured = measuredOf(item);
  const number = measured?.number(objectTags.NumericValue);
  if (number === undefined || !Number.isFinite(number)) return '';
  const unit = unitText(readCode(measured?.items(objectTags.MeasurementUnitsCodeSequence)[0]));
  const rounded = String(Math.round(number * 100) / 100);
  return [nameOf(item)?.CodeMeaning ?? '', rounded, unit].filter(Boolean).join(' ');
}

/** OHIF writes pixels as the unit '1' that is called 'px'; of others it says that there is none. */
function unitText(unit: Code | null): string {
  if (unit === null) return '';
  if (unit.CodeValue !== '1') return unit.CodeValue;
  return unit.CodeMeaning === 'px' ? 'px' : '';
}
