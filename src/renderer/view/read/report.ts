import type { DatasetView } from '../../../domain/dicom/index.js';
import { displayName } from '../../../domain/patient/index.js';
import { tags } from './tags.js';

/** One content item of a structured report as text (PS3.3 C.17.3). */
export interface ReportNode {
  /** Concept name, '' where the item has none. */
  readonly name: string;
  /** The value as people read it, '' for containers and for types without text. */
  readonly value: string;
  readonly children: readonly ReportNode[];
}

const MAX_DEPTH = 32;

/** The content tree of a report, or [] when the object has none. */
export function readReport(dataset: DatasetView, depth = 0): ReportNode[] {
  if (depth > MAX_DEPTH) return [];
  return dataset.items(tags.ContentSequence).map((item) => ({
    name: meaning(item, tags.ConceptNameCodeSequence),
    value: readValue(item),
    children: readReport(item, depth + 1),
  }));
}

function meaning(item: DatasetView, sequence: number): string {
  const [code] = item.items(sequence);
  return code ? code.string(tags.CodeMeaning) || code.string(tags.CodeValue) : '';
}

function readValue(item: DatasetView): string {
  switch (item.string(tags.ValueType)) {
    case 'TEXT':
      return item.text(tags.TextValue);
    case 'CODE':
      return meaning(item, tags.ConceptCodeSequence);
    case 'NUM': {
      const [measured] = item.items(tags.MeasuredValueSequence);
      if (!measured) return '';
      return `${measured.string(tags.NumericValue)} ${meaning(measured, tags.MeasurementUnitsCodeSequence)}`.trim();
    }
    case 'PNAME':
      return displayName(item.name(tags.PersonName));
    case 'DATE':
      return item.string(tags.Date);
    case 'TIME':
      return item.string(tags.Time);
    case 'DATETIME':
      return item.string(tags.DateTime);
    default:
      return '';
  }
}
