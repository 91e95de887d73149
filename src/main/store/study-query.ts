import type { StudyQuery, StudySortKey } from '../../contract/index.js';
import { foldForSearch, type LetterRun, letterRun } from '../../domain/dicom/index.js';
import { reportStates } from '../../domain/report/index.js';

/** A piece of a WHERE clause with its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A folded word (or phrase) that one of the columns must contain. */
export interface Word {
  readonly columns: readonly SearchedColumn[];
  readonly word: string;
  /** For a word of one repeated letter: its folded form finds the single letter too. */
  readonly run?: LetterRun | undefined;
}

/** What a query asks of the rows, taken apart by what can answer it. */
export interface StudyFilter {
  readonly words: readonly Word[];
  readonly modality: string | undefined;
  /** Bounds of `studiedAt`, both included. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** On other columns of `study`. */
  readonly conditions: readonly Condition[];
}

export const NO_FILTER: StudyFilter = {
  words: [],
  modality: undefined,
  from: undefined,
  to: undefined,
  conditions: [],
};

/** The columns that are searched, and what each was folded from. */
const SEARCHED = {
  foldedName: 'PatientName',
  foldedPatientId: 'PatientID',
  foldedAccession: 'AccessionNumber',
  foldedDescription: 'StudyDescription',
  foldedSource: 'source',
} as const;
type SearchedColumn = keyof typeof SEARCHED;

const FREE_TEXT = ['foldedName', 'foldedPatientId', 'foldedAccession', 'foldedDescription'] as const;

export function studyFilter(query: StudyQuery): StudyFilter {
  const { filters = {} } = query;
  const phrase = (columns: readonly SearchedColumn[], text = ''): Word[] => {
    const word = foldForSearch(text);
    return word === '' ? [] : [{ columns, word, run: letterRun(text.trim()) }];
  };
  const words = (columns: readonly SearchedColumn[], text = ''): Word[] =>
    text.split(/\s+/u).flatMap((typed) => {
      const run = letterRun(typed);
      if (run !== undefined) return phrase(columns, typed);
      return foldForSearch(typed)
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => ({ columns, word }));
    });
  const conditions: Condition[] = [];
  const birth = filters.PatientBirthDate?.replace(/\D/g, '');
  if (birth) {
    // ':' follows '9': everything that starts with these digits.
    conditions.push({ sql: 'PatientBirthDate >= ? AND PatientBirthDate < ?', values: [birth, `${birth}:`] });
  }
  if (filters.PatientSex) conditions.push({ sql: 'PatientSex = ?', values: [filters.PatientSex] });
  if (filters.state) conditions.push({ sql: 'state = ?', values: [filters.state] });
  if (filters.reportState) {
    conditions.push({ sql: 'reportState = ?', values: [reportStates.indexOf(filters.reportState)] });
  }
  return {
    words: [
      ...words(FREE_TEXT, query.text),
      ...words(['foldedName'], filters.PatientName),
      ...words(['foldedPatientId'], filters.PatientID),
      ...phrase(['foldedDescription'], filters.StudyDescription),
      ...phrase(['foldedSource'], filters.source),
    ],
    modality: filters.Modality?.trim() || undefined,
    from: dateBound(filters.StudyDateFrom, '0'),
    to: dateBound(filters.StudyDateTo, '9'),
    conditions,
  };
}

/** The trigram index finds parts of words from this length on. */
const TRIGRAM = 3;

export function isInTrigrams({ word, run }: Word): boolean {
  return run === undefined && [...word].length >= TRIGRAM;
}

/** FTS5 expression over `studyText` for words that it can find. */
export function matchExpression(words: readonly Word[]): string {
  return words
    .map(({ columns, word }) => `{${columns.join(' ')}} : "${word.replaceAll('"', '""')}"`)
    .join(' AND ');
}

/** The same question asked of one row. */
export function contains({ columns, word, run }: Word): Condition {
  if (run !== undefined) {
    const held = columns.map((column) => `(instr(${column}, ?) AND holdsRun(${SEARCHED[column]}, ?, ?))`);
    return {
      sql: `(${held.join(' OR ')})`,
      values: columns.flatMap(() => [word, run.letter, run.length]),
    };
  }
  return {
    sql: `(${columns.map((column) => `instr(${column}, ?)`).join(' OR ')})`,
    values: columns.map(() => word),
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
  reportState: ['studyByReport', 'reportState'],
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
