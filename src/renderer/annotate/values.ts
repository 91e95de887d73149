import type { TFunction } from 'i18next';
import type { Annotation } from '../../domain/annotate/index.js';
import type { Format } from '../ui/index.js';

type Drawn = Pick<Annotation, 'kind' | 'points' | 'text' | 'lengthMm'>;

/** What stands beside a shape: what it measures, then what is written on it. */
export function valuesOf({ kind, points, text }: Drawn, format: Format, t: TFunction<'annotate'>): string[] {
  const [a, b] = points;
  const values: string[] = [];
  if (kind === 'length' && a && b)
    values.push(t('value_px', { value: format.number(Math.round(Math.hypot(b.x - a.x, b.y - a.y))) }));
  return text === '' ? values : [...values, text];
}
