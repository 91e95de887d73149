import { Manufacturer } from '../../analyse/index.js';
import type { Code, DatasetView } from '../../dicom/index.js';
import type { Annotation, ImagePoint } from '../annotation.js';
import { objectTags } from './object-tags.js';
import type { ImageFrame } from './study-images.js';

/** Why something in an object is not drawn; the window has words for each. */
export const undrawnReasons = [
  'object-unreadable',
  'no-graphics',
  'image-missing',
  'off-image-planes',
  'graphic-unknown',
  'screen-coordinates',
  'pixels-unreadable',
  'too-many',
] as const;
export type UndrawnReason = (typeof undrawnReasons)[number];

/** A shape that an object holds, as if it had been drawn here. */
export interface ReadShape extends Omit<Annotation, 'id' | 'locked'> {
  /** '' where the object has none. */
  readonly trackingUid: string;
}

/** What an object holds. */
export interface ReadShapes {
  /** Written by this product, on this workstation or another. */
  readonly isOwn: boolean;
  /** Who made it: manufacturer, series description. */
  readonly source: string;
  readonly shapes: readonly ReadShape[];
  /** Each reason once. */
  readonly undrawn: readonly UndrawnReason[];
}

/** More shapes than anybody looks at are a mistake or an attack. */
export const MOST_SHAPES = 2_000;
const MOST_POINTS = 10_000;
/** Far beyond any image; FL has room for numbers that no screen can draw. */
const FARTHEST_PX = 1e6;

/** What all shapes of an object have in common, and where they gather. */
export class ShapeCollector {
  readonly source: string;
  readonly #shapes: ReadShape[] = [];
  readonly #undrawn = new Set<UndrawnReason>();
  readonly #createdAt: string;
  readonly #isOwn: boolean;
  author: string;

  constructor(object: DatasetView) {
    const { SeriesDescription, ContentCreatorName, OperatorsName } = objectTags;
    const maker = object.string(objectTags.Manufacturer);
    this.#isOwn = maker === Manufacturer;
    this.source = [maker, object.string(SeriesDescription)].filter(Boolean).join(' · ');
    this.author = authorName(object.name(ContentCreatorName) || object.name(OperatorsName));
    this.#createdAt = isoTime(object);
  }

  get isFull(): boolean {
    return this.#shapes.length >= MOST_SHAPES;
  }

  get count(): number {
    return this.#shapes.length;
  }

  add(
    { image, frame }: ImageFrame,
    shape: { readonly kind: Annotation['kind']; readonly points: readonly ImagePoint[] },
    words: {
      readonly text: string;
      readonly label?: Code | null;
      readonly lengthMm?: number | null;
      readonly trackingUid?: string;
    },
  ): void {
    if (this.isFull || shape.points.length > MOST_POINTS) {
      this.leaveOut('too-many');
      return;
    }
    const isPlaced = shape.points.every(({ x, y }) => Math.abs(x) < FARTHEST_PX && Math.abs(y) < FARTHEST_PX);
    if (!isPlaced) {
      this.leaveOut('graphic-unknown');
      return;
    }
    this.#shapes.push({
      ...shape,
      SOPInstanceUID: image.SOPInstanceUID,
      frame,
      text: [...words.text].slice(0, 1024).join(''),
      label: words.label ?? null,
      lengthMm: words.lengthMm ?? null,
      trackingUid: words.trackingUid ?? '',
      author: this.author,
      createdAt: this.#createdAt,
      modifiedAt: this.#createdAt,
    });
  }

  leaveOut(reason: UndrawnReason): void {
    this.#undrawn.add(reason);
  }

  result(): ReadShapes {
    if (this.#shapes.length === 0 && this.#undrawn.size === 0) this.leaveOut('no-graphics');
    return { isOwn: this.#isOwn, source: this.source, shapes: this.#shapes, undrawn: [...this.#undrawn] };
  }
}

/** A PN for people: 'Reader^Anna' is 'Reader Anna'. */
export const authorName = (name: string): string =>
  [...(name.split('=')[0] ?? '').replace(/\^+/g, ' ').trim()].slice(0, 64).join('');

/** ContentDate and ContentTime; they have no zone, and none is made up. '' where there is no date. */
function isoTime(object: DatasetView): string {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(object.string(objectTags.ContentDate));
  if (date === null) return '';
  const [, hours = '00', minutes = '00', seconds = '00'] =
    /^(\d{2})(\d{2})?(\d{2})?/.exec(object.string(objectTags.ContentTime)) ?? [];
  return `${date.slice(1).join('-')}T${hours}:${minutes}:${seconds}`;
}

/** A coded entry (PS3.3 8.8); null where it lacks a value or a scheme that fits. */
export function readCode(item: DatasetView | undefined): Code | null {
  const CodeValue = item?.string(objectTags.CodeValue) ?? '';
  const CodingSchemeDesignator = item?.string(objectTags.CodingSchemeDesignator) ?? '';
  const fits = (text: string): boolean => text !== '' && text.length <= 16;
  if (!fits(CodeValue) || !fits(CodingSchemeDesignator)) return null;
  const meaning = [...(item?.string(objectTags.CodeMeaning) ?? '')].slice(0, 64).join('');
  return { CodeValue, CodingSchemeDesignator, CodeMeaning: meaning || CodeValue };
}
