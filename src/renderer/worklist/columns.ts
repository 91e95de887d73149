import type { StudySortKey } from '../../contract/index.js';

/** A column of the worklist. `key` is also what it sorts by. */
export interface Column {
  readonly key: Exclude<StudySortKey, 'importedAt' | 'state'>;
  readonly label:
    | 'patient'
    | 'id'
    | 'birthDate'
    | 'sex'
    | 'studyDate'
    | 'modality'
    | 'description'
    | 'instances'
    | 'source'
    | 'state';
  /** CSS pixels, until the reader chooses another width. */
  readonly widthPx: number;
  /** Its share of the space that is left over, while the reader has not chosen its width. */
  readonly grow?: number;
  readonly align?: 'end';
  /** Newest and largest first is what a first click on these asks for. */
  readonly descendingFirst?: true;
}

export const columns: readonly Column[] = [
  { key: 'PatientName', label: 'patient', widthPx: 160, grow: 2 },
  { key: 'PatientID', label: 'id', widthPx: 88, grow: 1 },
  { key: 'PatientBirthDate', label: 'birthDate', widthPx: 90 },
  { key: 'PatientSex', label: 'sex', widthPx: 52 },
  { key: 'StudyDate', label: 'studyDate', widthPx: 130, descendingFirst: true },
  { key: 'ModalitiesInStudy', label: 'modality', widthPx: 74 },
  { key: 'StudyDescription', label: 'description', widthPx: 96, grow: 3 },
  {
    key: 'NumberOfStudyRelatedInstances',
    label: 'instances',
    widthPx: 66,
    align: 'end',
    descendingFirst: true,
  },
  { key: 'source', label: 'source', widthPx: 68, grow: 1 },
  { key: 'reportState', label: 'state', widthPx: 96 },
];

/** Both ends of a row together; study-table.css says the same. */
const ROW_PADDING_PX = 16;

export const MIN_WIDTH_PX = 44;
export const MAX_WIDTH_PX = 640;

export type ColumnWidths = Readonly<Record<string, number>>;

export const widthOf = (widths: ColumnWidths, column: Column): number =>
  Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, widths[column.key] ?? column.widthPx));

/** The columns as `grid-template-columns`, and the width below which the table scrolls sideways. */
export function gridOf(widths: ColumnWidths): { readonly template: string; readonly minWidthPx: number } {
  const template = columns
    .map((column) => {
      const width = `${widthOf(widths, column)}px`;
      // The description always grows, so that the table fills its pane whatever the reader chose.
      const grows = column.key === 'StudyDescription' || widths[column.key] === undefined;
      return grows && column.grow !== undefined ? `minmax(${width}, ${column.grow}fr)` : width;
    })
    .join(' ');
  return {
    template,
    minWidthPx: columns.reduce((sum, column) => sum + widthOf(widths, column), ROW_PADDING_PX),
  };
}
