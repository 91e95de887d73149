import type { ImagePoint } from '../annotation.js';
import { type Drawn, imagesOf } from './object-plan.js';
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

/** Shapes as training data. Key images have no place on an image and are left out. */
export function cocoDataset(drawn: readonly Drawn[]): object {
  const shapes = drawn.filter(({ annotation }) => annotation.points.length > 0);
  const images = imagesOf(shapes);
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
      },
    };
  });
  return {
    info: { description: 'Annotations of readers; pixels from the outer corner of the top left one' },
    images: images.map(({ SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, Columns, Rows }) => ({
      id: imageIds.get(SOPInstanceUID) ?? 0,
      // Where `tynys export` puts the image.
      file_name: `${StudyInstanceUID}/${SeriesInstanceUID}/${SOPInstanceUID}.dcm`,
      width: Columns,
      height: Rows,
      SOPInstanceUID,
    })),
    categories: [...categories.values()],
    annotations,
  };
}

const categoryOf = (label: Drawn['annotation']['label']) =>
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
