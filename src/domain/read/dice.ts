import { type Annotation, fillOutline, outlineOf } from '../annotate/index.js';
import { groups } from './groups.js';

type Drawn = Pick<Annotation, 'SOPInstanceUID' | 'frame' | 'kind' | 'points' | 'label' | 'author'>;

/** How far the regions that two readers drew on one frame cover each other. */
export interface RegionAgreement {
  readonly SOPInstanceUID: string;
  readonly frame: number;
  /** CodeMeaning of the label that both gave; '' where they gave none. */
  readonly label: string;
  readonly authors: readonly [string, string];
  /** 1 the same pixels, 0 none in common. */
  readonly dice: number;
}

/** Regions of one label on one frame, by every two of their authors. */
export function regionAgreement(annotations: readonly Drawn[]): RegionAgreement[] {
  const regions = annotations.filter((drawn) => outlineOf(drawn).length > 2);
  const subjects = groups(regions, ({ SOPInstanceUID, frame, label }) =>
    JSON.stringify([SOPInstanceUID, frame, label?.CodingSchemeDesignator, label?.CodeValue]),
  );
  return subjects.flatMap((subject) => {
    const byAuthor = groups(subject, ({ author }) => author);
    return byAuthor.flatMap((one, at) =>
      byAuthor.slice(at + 1).flatMap((other): RegionAgreement[] => {
        const [first, second] = [one[0], other[0]];
        const dice = diceOf(one, other);
        if (first === undefined || second === undefined || dice === undefined) return [];
        const { SOPInstanceUID, frame, label } = first;
        const authors = [first.author, second.author] as const;
        return [{ SOPInstanceUID, frame, label: label?.CodeMeaning ?? '', authors, dice }];
      }),
    );
  });
}

/**
 * Twice the pixels in common over the pixels of both (Dice, Ecology 1945;26:297-302), each side the union of its
 * shapes. @returns undefined where neither encloses the middle of a pixel
 */
export function diceOf(
  one: readonly Pick<Drawn, 'kind' | 'points'>[],
  other: readonly Pick<Drawn, 'kind' | 'points'>[],
): number | undefined {
  const corners = [...one, ...other].flatMap((shape) => outlineOf(shape));
  const Rows = extent(corners.map(({ y }) => y));
  const Columns = extent(corners.map(({ x }) => x));
  const pixelsOf = (shapes: readonly Pick<Drawn, 'kind' | 'points'>[]): Uint8Array => {
    const pixels = new Uint8Array(Rows * Columns);
    for (const shape of shapes) fillOutline({ Rows, Columns, pixels }, outlineOf(shape));
    return pixels;
  };
  const first = pixelsOf(one);
  const second = pixelsOf(other);
  let [inBoth, sum] = [0, 0];
  for (let index = 0; index < first.length; index++) {
    const [a, b] = [first[index] ?? 0, second[index] ?? 0];
    inBoth += a & b;
    sum += a + b;
  }
  return sum === 0 ? undefined : (2 * inBoth) / sum;
}

/** Larger than any film; what lies beyond is no image. */
const MOST_PIXELS = 16_384;

const extent = (values: readonly number[]): number =>
  Math.min(MOST_PIXELS, Math.max(0, ...values.map(Math.ceil)));
