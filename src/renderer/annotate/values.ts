import type { TFunction } from 'i18next';
import {
  type Annotation,
  type Measure,
  measure,
  type RegionStatistics,
  regionStatistics,
  type Spacing,
} from '../../domain/annotate/index.js';
import type { Format } from '../ui/index.js';
import type { AnnotatedFilm } from './film.js';

type Drawn = Pick<Annotation, 'kind' | 'points' | 'text'>;

/** The words and numbers of the screen's language. */
export interface Wording {
  readonly t: TFunction<'annotate'>;
  readonly format: Format;
}

/** Digits after the point: as fine as a hand can draw, and no finer. */
const digits: Readonly<Record<Measure['unit'], number>> = { mm: 1, mm2: 0, px: 0, px2: 0, deg: 1, ratio: 2 };
/** Of kinds whose one number needs no name. */
const nameless: ReadonlySet<Measure['name']> = new Set(['length', 'angle']);

/** A number with its unit, and what a millimetre rests on wherever that is not the patient. */
export function measureText({ name, value, unit, basis }: Measure, { t, format }: Wording): string {
  const factor = 10 ** digits[unit];
  const number = format.number(Math.round(value * factor) / factor);
  const isLength = unit !== 'deg' && unit !== 'ratio';
  const withUnit = unit === 'ratio' ? number : t(`unit.${unit}`, { value: number });
  const text = isLength ? t(`basis.${basis}`, { value: withUnit }) : withUnit;
  return nameless.has(name) ? text : t('named', { name: t(`measure.${name}`), value: text });
}

/** What stands beside a shape, line by line: what it measures, the values inside, what is written on it. */
export function linesOf(
  { text, ...shape }: Drawn,
  spacing: Spacing,
  inside: RegionStatistics | undefined,
  isCt: boolean,
  wording: Wording,
): string[] {
  const { t, format } = wording;
  const lines = measure(shape, spacing).map((each) => measureText(each, wording));
  if (inside) {
    const round = (value: number): string => format.number(Math.round(value * 10) / 10);
    const values = { mean: round(inside.mean), deviation: round(inside.standardDeviation) };
    lines.push(t(isCt ? 'insideHu' : 'inside', values));
    lines.push(t('range', { min: round(inside.min), max: round(inside.max) }));
  }
  return text === '' ? lines : [...lines, text];
}

const known = new WeakMap<Annotation, RegionStatistics | 'none'>();

/** The values inside a shape that no hand is on: a whole film is gone through for them, so they are kept. */
export function insideOf(annotation: Annotation, { picture }: AnnotatedFilm): RegionStatistics | undefined {
  if (picture.kind !== 'grey') return undefined;
  const found = known.get(annotation) ?? regionStatistics(annotation, picture) ?? 'none';
  known.set(annotation, found);
  return found === 'none' ? undefined : found;
}
