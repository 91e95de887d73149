import type { StudyQuery, StudySortKey } from '../../contract/index.js';
import { foldForSearch } from '../../domain/dicom/index.js';

/** A piece of a WHERE clause with its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** What a query asks of the rows, taken apart by what can answer it. */
export interface StudyFilter {
  /** FTS5 expression over `studyText`, undefined without words of three letters. */
  readonly match: string | undefined;
  readonly modality: string | undefined;
  /** Bounds of `studiedAt`, both included. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** On columns of `study` itself. */
  readonly conditions: readonly Condition[];
}

/** The trigram index finds parts of words from this length on. */
const TRIGRAM = 3;

const FREE_TEXT = ['foldedName', 'foldedPatientId', 'foldedAccession', 'foldedDescription'] as const;

export function studyFilter(query: StudyQuery): StudyFilter {
  const { filters = {} } = query;
  const matches: string[] = [];
  const conditions: Condition[] = [];
  const contains = (columns: readonly string[], text: string | undefined): void => {
    for (const word of foldForSearch(text ?? '').split(/\s+/u)) {
      if (word === '') continue;
      if ([...word].length >= TRIGRAM)
        matches.push(`{${columns.join(' ')}} : "${word.replaceAll('"', '""')}"`);
      else {
        conditions.push({
          sql: `(${columns.map((column) => `instr(${column}, ?)`).join(' OR ')})`,
          values: columns.map(() => word),
        });
      }
    }
  };
  contains(FREE_TEXT, query.text);
  contains(['foldedName'], filters.PatientName);
  contains(['foldedPatientId'], filters.PatientID);
  contains(['foldedDescription'], filters.StudyDescription);
  contains(['foldedSource'], filters.source);
  const birth = filters.PatientBirthDate?.replace(/\D/g, '');
  if (birth) {
    conditions.push({ sql: 'PatientBirthDate >= ? AND PatientBirthDate < ?', values: [birth, `${birth}:`] });
  }
  if (filters.PatientSex) conditions.push({ sql: 'PatientSex = ?', values: [filters.PatientSex] });
  if (filters.state) conditions.push({ sql: 'state = ?', values: [filters.state] });
  return {
    match: matches.length === 0 ? undefined : matches.join(' AND '),
    modality: filters.Modality?.trim() || undefined,
    from: dateBound(filters.StudyDateFrom, '0'),
    to: dateBound(filters.StudyDateTo, '9'),
    conditions,
  };
}

/** '2024' as a first day means from its start, as a last day to its end. */
function dateBound(text: string | undefined, fill: '0' | '9'): number | undefined {
  const digits = text?.replace(/\D/g, '') ?? '';
  return digits === '' ? undefined : Number(digits.slice(0, 8).padEnd(14, fill));
}

/** The order of a sort key: the index that has it, and the columns of that index with their direction. */
interface SortOrder {
  readonly index: string;
  readonly columns: readonly (readonly [name: string, descending: boolean])[];
}

const SORT_COLUMNS: Readonly<
  Record<Exclude<StudySortKey, 'StudyDate' | 'importedAt'>, readonly [string, string]>
> = {
  PatientName: ['studyByName', 'foldedName'],
  PatientID: ['studyByPatientId', 'foldedPatientId'],
  PatientBirthDate: ['studyByBirthDate', 'PatientBirthDate'],
  PatientSex: ['studyBySex', 'PatientSex'],
  ModalitiesInStudy: ['studyByModalities', 'ModalitiesInStudy'],
  StudyDescription: ['studyByDescription', 'foldedDescription'],
  NumberOfStudyRelatedInstances: ['studyByInstances', 'NumberOfStudyRelatedInstances'],
  source: ['studyBySource', 'foldedSource'],
  state: ['studyByState', 'state'],
};

/** Equal keys come newest first when ascending; descending is the same list from its end. */
export function sortOrder(key: StudySortKey): SortOrder {
  switch (key) {
    case 'StudyDate':
      return {
        index: 'studyByDate',
        columns: [
          ['studiedAt', false],
          ['id', false],
        ],
      };
    case 'importedAt':
      return {
        index: 'studyByImport',
        columns: [
          ['importedAt', false],
          ['id', false],
        ],
      };
    default: {
      const [index, column] = SORT_COLUMNS[key];
      return {
        index,
        columns: [
          [column, false],
          ['studiedAt', true],
          ['id', false],
        ],
      };
    }
  }
}
