import { tynys } from '../../analyse/index.js';
import { type Code, sct, ucum } from '../../dicom/index.js';
import type { AnnotationKind } from '../annotation.js';
import type { Measure, MeasureName } from '../measure.js';
import type { SpacingBasis } from '../spacing.js';
import { concepts } from './concepts.js';
import type { Measurement } from './object-plan.js';
import { isRegion, shapeParts } from './shape-parts.js';

/** What was measured, as DICOM calls it. */
const names: Readonly<Record<MeasureName, Code>> = {
  length: sct('410668003', 'Length'),
  'long-axis': concepts.longAxis,
  'short-axis': concepts.shortAxis,
  angle: sct('1483009', 'Angle'),
  area: sct('42798000', 'Area'),
  perimeter: sct('131191004', 'Perimeter'),
  // As the networks' reports name them, so that both can be compared.
  'cardiothoracic-ratio': tynys('ct-ratio', 'Cardiothoracic ratio'),
  'heart-width': tynys('heart-width', 'Transverse width of the heart'),
  'thorax-width': tynys('thorax-width', 'Inner transverse width of the thorax'),
};

const cobbAngle = sct('285285000', 'Cobb angle');

const units: Readonly<Record<Measure['unit'], Code>> = {
  mm: concepts.millimetre,
  mm2: ucum('mm2', 'square millimeter'),
  px: ucum('{pixels}', 'pixels'),
  px2: ucum('{pixels}2', 'square pixels'),
  deg: ucum('deg', 'degree'),
  ratio: ucum('1', 'no units'),
};

/** What a millimetre rests on, in words beside every millimetre. */
const bases: Readonly<Record<SpacingBasis, Code | undefined>> = {
  patient: tynys('patient', 'in the plane of the slice'),
  detector: tynys('detector', 'at the detector'),
  'magnification-corrected': tynys('magnification', 'corrected for magnification'),
  'calibrated-fiducial': tynys('fiducial', 'calibrated by a fiducial'),
  'calibrated-geometry': tynys('geometry', 'calibrated by geometry'),
  'calibrated-by-reader': tynys('reader', 'calibrated by the reader'),
  none: undefined,
};

/** Which parts of a shape a value was measured on. */
const parts: Readonly<Partial<Record<MeasureName, readonly string[]>>> = {
  'long-axis': ['long-axis'],
  'short-axis': ['short-axis'],
  'cardiothoracic-ratio': [],
  'heart-width': ['heart-right', 'heart-left'],
  'thorax-width': ['thorax'],
};

/** What a shape of a kind measures, coded. */
export function codedMeasures(kind: AnnotationKind, measures: readonly Measure[]): Measurement[] {
  // A region is given once and all its values are about it; a line belongs to its value.
  const whole = isRegion(kind) ? [] : shapeParts[kind].map(({ concept }) => concept.CodeValue);
  return measures.map(({ name, value, unit, basis }) => ({
    concept: name === 'angle' && kind === 'cobb' ? cobbAngle : names[name],
    value,
    unit: units[unit],
    method: unit === 'mm' || unit === 'mm2' ? bases[basis] : undefined,
    parts: parts[name] ?? whole,
  }));
}
