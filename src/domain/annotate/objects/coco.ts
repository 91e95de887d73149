import type { Annotation, ImagePoint } from '../annotation.js';
import type { AnnotatedImage } from './annotated-image.js';
import { outlineOf } from './region-mask.js';

/** An annotation as COCO has it (cocodataset.org, format-data), with what COCO has no place for in `attributes`. */
interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** Left, top, width, height in pixels. */
  readonly bbox: readonly number[];
  /** Closed lines as x, y, x, y, …; [] for what encloses nothing. */
  readonly segmentation: readonly (readonly number[])[];
  readonly area: number;
  readonly iscrowd: 0;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type CocoImage = Pick<
  AnnotatedImage,
  'SOPInstanceUID' | 'SeriesInstanceUID' | 'StudyInstanceUID' | 'Columns' | 'Rows'
>;

/** A shape and the image that it is on. */
export interface CocoShape {
  readonly annotation: Omit<Annotation, 'locked'>;
  readonly image: CocoImage;
  /** What else is to stand in the annotation's `attributes`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Where `tynys export` puts an image. */
const exportedAs = ({ StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID }: CocoImage): string =>
  `${StudyInstanceUID}/${SeriesInstanceUID}/${SOPInstanceUID}.dcm`;

/**
 * Shapes as training data. Key images have no place on an image and are left out.
 * @param fileNameOf where an image lies, for `file_name`
 */
export function cocoDataset(
  drawn: readonly CocoShape[],
  fileNameOf: (image: CocoImage) => string = exportedAs,
): object {
  const shapes = drawn.filter(({ annotation }) => annotation.points.length > 0);
  const images = [...new Map(shapes.map(({ image }) => [image.SOPInstanceUID, image])).values()];
  const imageIds = new Map(images.map(({ SOPInstanceUID }, index) => [SOPInstanceUID, index + 1]));
  const categories = new Map<string, { id: number; name: string; supercategory: string; code: string }>();
  const annotations = shapes.map((one, index): CocoAnnotation => {
    const { annotation, image } = one;
    const category = categoryOf(annotation.label);
    const known = categories.get(category.code) ?? { id: categories.size + 1, ...category };
    categories.set(category.code, known);
    const outline = outlineOf(annotation);
    return {
      id: index + 1,
      image_id: imageIds.get(image.SOPInstanceUID) ?? 0,
      category_id: known.id,
      bbox: boxAround(outline.length > 0 ? outline : annotation.points),
      segmentation: outline.length > 0 ? [outline.flatMap(({ x, y }) => [x, y])] : [],
      area: areaOf(outline),
      iscrowd: 0,
      attributes: {
        id: annotation.id,
        kind: annotation.kind,
        frame: annotation.frame,
        text: annotation.text,
        author: annotation.author,
        points: annotation.points.flatMap(({ x, y }) => [x, y]),
        ...one.attributes,
      },
    };
  });
  return {
    info: { description: 'Annotations of readers; pixels from the outer corner of the top left one' },
    images: images.map((image) => ({
      id: imageIds.get(image.SOPInstanceUID) ?? 0,
      file_name: fileNameOf(image),
      width: image.Columns,
      height: image.Rows,
      SOPInstanceUID: image.SOPInstanceUID,
    })),
    categories: [...categories.values()],
    annotations,
  };
}

const categoryOf = (label: Annotation['label']) =>
  label === null
    ? { name: 'unlabelled', supercategory: '', code: '' }
    : {
        name: label.CodeMeaning,
        supercategory: label.CodingSchemeDesignator,
        code: `${label.CodingSchemeDesignator}:${label.CodeValue}`,
      };

function boxAround(points: readonly ImagePoint[]): number[] {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** Of a closed line, in pixels. */
function areaOf(outline: readonly ImagePoint[]): number {
  let twice = 0;
  let previous = outline.at(-1);
  for (const point of outline) {
    if (previous !== undefined) twice += previous.x * point.y - point.x * previous.y;
    previous = point;
  }
  return Math.abs(twice) / 2;
}
