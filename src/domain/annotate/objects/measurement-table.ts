import { csvTable } from './csv-table.js';
import type { Drawn } from './object-plan.js';

const columns = [
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'SOPInstanceUID',
  'frame',
  'annotation',
  'kind',
  'label',
  'labelCode',
  'text',
  'measurement',
  'value',
  'unit',
  'basis',
  'author',
  'modifiedAt',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string | number>>;

/**
 * A table of measurements: a row a value with its unit and what that rests on; a shape that
 * measures nothing has one row without a value.
 */
export const measurementTable = (drawn: readonly Drawn[]): string => csvTable(columns, drawn.flatMap(rowsOf));

function rowsOf({ annotation, image, measurements }: Drawn): Row[] {
  const { label } = annotation;
  const common = {
    StudyInstanceUID: image.StudyInstanceUID,
    SeriesInstanceUID: image.SeriesInstanceUID,
    SOPInstanceUID: image.SOPInstanceUID,
    frame: annotation.frame,
    annotation: annotation.id,
    kind: annotation.kind,
    label: label?.CodeMeaning ?? '',
    labelCode: label === null ? '' : `${label.CodingSchemeDesignator}:${label.CodeValue}`,
    text: annotation.text,
    author: annotation.author,
    modifiedAt: annotation.modifiedAt,
  };
  if (measurements.length === 0) return [{ ...common, measurement: '', value: '', unit: '', basis: '' }];
  return measurements.map(({ concept, value, unit, method }) => ({
    ...common,
    measurement: concept.CodeMeaning,
    value,
    unit: unit.CodeValue,
    basis: method?.CodeMeaning ?? '',
  }));
}
