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
 * A table of measurements as CSV (RFC 4180): a row a value with its unit and what that rests on; a shape that
 * measures nothing has one row without a value.
 */
export function measurementTable(drawn: readonly Drawn[]): string {
  const lines = [
    columns.join(','),
    ...drawn.flatMap(rowsOf).map((row) => columns.map((name) => cell(row[name])).join(',')),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

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

/** A spreadsheet takes a text that begins like a formula for one; an apostrophe says that it is text. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
