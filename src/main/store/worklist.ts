import { type StudyPage, type StudyQuery, StudyRow } from '../../contract/index.js';
import { reportStates } from '../../domain/report/index.js';
import type { Database, Statement } from './database.js';
import { uidOf } from './identity.js';
import {
  contains,
  isInTrigrams,
  matchExpression,
  NO_FILTER,
  type StudyFilter,
  sortOrder,
  studyFilter,
} from './study-query.js';

/** Statements differ by which filters are set, not by their values; more shapes than this are not kept. */
const MAX_STATEMENTS = 200;
const MAX_TOTALS = 500;
/** With so many pages of matches, walking a modality by date reads less than gathering what a name matches. */
const PAGES_TO_WALK = 8;

export interface SqlQuery {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

type StudyRecord = Omit<
  StudyRow,
  'StudyInstanceUID' | 'ModalitiesInStudy' | 'reportState' | 'identityMismatch'
> & {
  studyKey: string;
  ModalitiesInStudy: string;
  reportState: number;
  identityMismatch: number;
};

/**
 * The study list. A page is found in two steps: the ids from indexes alone, then their rows (late join), so
 * that rows that are filtered out or skipped by an offset are never read.
 */
export class Worklist {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement<{ n: number }>>();
  readonly #study: Statement<StudyRecord>;
  readonly #listed: Statement<StudyRecord>;
  readonly #ofPatient: Statement<StudyRecord>;
  readonly #version: Statement<number>;
  readonly #totals = new Map<string, number>();
  #totalsVersion = '';

  constructor(db: Database) {
    this.#db = db;
    this.#study = db.prepare(`SELECT ${COLUMNS} FROM study WHERE id = ?`);
    this.#listed = db.prepare(`SELECT ${COLUMNS} FROM study WHERE id IN (SELECT value FROM json_each(?))`);
    this.#ofPatient = db.prepare(
      `SELECT ${COLUMNS} FROM study WHERE patient = ? ORDER BY studiedAt DESC, id DESC`,
    );
    this.#version = db.prepare<unknown[], number>('PRAGMA data_version').pluck();
  }

  page(query: StudyQuery): StudyPage {
    return this.#db.transaction((): StudyPage => {
      const filter = studyFilter(query);
      const total = this.#total(filter);
      const { offset = 0 } = query;
      if (offset >= total) return { total, rows: [] };
      const all = this.#total(NO_FILTER);
      return { total, rows: this.#rows(this.#all(pageQuery(query, filter, total, all))) };
    })();
  }

  study(studyId: number): StudyRow | undefined {
    const row = this.#study.get(studyId);
    return row === undefined ? undefined : asStudyRow(row);
  }

  /** Newest first. */
  ofPatient(patientId: number): StudyRow[] {
    return this.#ofPatient.all(patientId).map(asStudyRow);
  }

  /** Studies with this UID, one per patient that it was found under; `PatientID` narrows them. */
  find(by: { StudyInstanceUID: string; PatientID?: string }): StudyRow[] {
    return this.#db
      .prepare<unknown[], StudyRecord>(`SELECT ${COLUMNS} FROM study WHERE studyKey = ? ORDER BY id`)
      .all(by.StudyInstanceUID)
      .map(asStudyRow)
      .filter((row) => by.PatientID === undefined || row.PatientID === by.PatientID);
  }

  /** One statement for all rows: stepping into SQLite once per row costs more than reading them. */
  #rows(ids: readonly number[]): StudyRow[] {
    const rows = new Map(this.#listed.all(JSON.stringify(ids)).map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = rows.get(id);
      if (row === undefined) throw new Error('an index names a study that is not there');
      return asStudyRow(row);
    });
  }

  /** Counting is the dearer half of a page; while nothing is committed, the same filter has the same total. */
  #total(filter: StudyFilter): number {
    const version = `${this.#version.get()}:${this.#ownChanges()}`;
    if (version !== this.#totalsVersion || this.#totals.size > MAX_TOTALS) {
      this.#totals.clear();
      this.#totalsVersion = version;
    }
    const { sql, values } = countQuery(filter);
    const key = JSON.stringify([sql, values]);
    let total = this.#totals.get(key);
    if (total === undefined) {
      total = this.#statement(sql).get(...values)?.n ?? 0;
      this.#totals.set(key, total);
    }
    return total;
  }

  /** `data_version` tells of other connections only. */
  #ownChanges(): number {
    return this.#statement('SELECT total_changes() AS n').get()?.n ?? 0;
  }

  #all({ sql, values }: SqlQuery): number[] {
    return this.#statement(sql)
      .all(...values)
      .map((row) => row.n);
  }

  #statement(sql: string): Statement<{ n: number }> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      statement = this.#db.prepare<unknown[], { n: number }>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** How many studies pass. */
export function countQuery(filter: StudyFilter): SqlQuery {
  const { words, modality, conditions } = filter;
  const dates = dateCondition(filter);
  if (isOnlyModality(filter)) {
    return {
      sql: `SELECT count(*) AS n FROM studyModality WHERE Modality = ?${dates.sql && ` AND ${dates.sql}`}`,
      values: [modality ?? '', ...dates.values],
    };
  }
  if (modality === undefined && conditions.length === 0 && dates.sql === '' && words.length > 0) {
    if (words.every(isInTrigrams)) {
      return {
        sql: 'SELECT count(*) AS n FROM studyText WHERE studyText MATCH ?',
        values: [matchExpression(words)],
      };
    }
  }
  const where = gatheringClause(filter);
  return { sql: `SELECT count(*) AS n FROM study${where.sql}`, values: where.values };
}

/**
 * Ids of a page, in order. Either the sort index is walked and each study tested, which is quick when many pass;
 * or those that pass are gathered and sorted, which is quick when few do. The total tells which.
 * @param total how many studies pass
 * @param all how many there are
 */
export function pageQuery(query: StudyQuery, filter: StudyFilter, total: number, all: number): SqlQuery {
  const { offset = 0, limit = 100, sort = { key: 'StudyDate', descending: true } } = query;
  const order = sortOrder(sort.key);
  const by = (mark: '' | '+', id: string): string =>
    order.columns
      .map(
        ([name, down]) => `${mark}${name === 'id' ? id : name} ${down === sort.descending ? 'ASC' : 'DESC'}`,
      )
      .join(', ');
  const page = [limit, offset];

  if (sort.key === 'StudyDate' && isOnlyModality(filter)) {
    const dates = dateCondition(filter);
    return {
      sql: `SELECT study AS n FROM studyModality WHERE Modality = ?${dates.sql && ` AND ${dates.sql}`}
        ORDER BY ${by('', 'study')} LIMIT ? OFFSET ?`,
      values: [filter.modality ?? '', ...dates.values, ...page],
    };
  }
  if (sort.key === 'StudyDate' && filter.modality !== undefined && total > PAGES_TO_WALK * (offset + limit)) {
    // The modality's own index is in the order of dates: a part of its studies is walked and tested.
    const dates = dateCondition(filter);
    const rest = whereAll([
      { sql: 'm.Modality = ?', values: [filter.modality] },
      { sql: dates.sql.replace('studiedAt', 'm.studiedAt'), values: dates.values },
      ...tests({ ...filter, modality: undefined, from: undefined, to: undefined }, ''),
    ]);
    return {
      sql: `SELECT m.study AS n FROM studyModality m CROSS JOIN study ON study.id = m.study${rest.sql}
        ORDER BY ${by('', 'study')
          .replace('studiedAt', 'm.studiedAt')
          .replace(/\bstudy\b/, 'm.study')} LIMIT ? OFFSET ?`,
      values: [...rest.values, ...page],
    };
  }
  // Matches are spread evenly over an order that has nothing to do with them; where it has (names sorted by
  // name), all of them may stand at its end.
  const walked = Math.min(all, ((offset + limit) * all) / Math.max(1, total));
  const gather = isRelated(filter, order.columns[0]?.[0] ?? '') ? total < all / 3 : total < walked;
  if (gather) {
    const where = gatheringClause(filter);
    return {
      sql: `SELECT id AS n FROM study${where.sql} ORDER BY ${by('+', 'id')} LIMIT ? OFFSET ?`,
      values: [...where.values, ...page],
    };
  }
  const where = whereAll(tests(filter, ''));
  return {
    sql: `SELECT id AS n FROM study INDEXED BY ${order.index}${where.sql} ORDER BY ${by('', 'id')} LIMIT ? OFFSET ?`,
    values: [...where.values, ...page],
  };
}

function isOnlyModality(filter: StudyFilter): boolean {
  return filter.modality !== undefined && filter.words.length === 0 && filter.conditions.length === 0;
}

function isRelated(filter: StudyFilter, column: string): boolean {
  return (
    filter.words.some(({ columns }) => columns.some((searched) => searched === column)) ||
    (filter.modality !== undefined && column === 'ModalitiesInStudy')
  );
}

/** The filter with an index to answer it: the most telling part gathers studies, the others test these. */
function gatheringClause(filter: StudyFilter): SqlQuery {
  const indexed = filter.words.filter(isInTrigrams);
  const rest = { ...filter, words: filter.words.filter((word) => !isInTrigrams(word)) };
  if (indexed.length > 0) {
    const match = {
      sql: 'id IN (SELECT rowid FROM studyText WHERE studyText MATCH ?)',
      values: [matchExpression(indexed)],
    };
    return whereAll([match, ...tests(rest, '+')]);
  }
  const { modality } = filter;
  if (modality !== undefined) {
    const dates = dateCondition(filter);
    const listed = {
      sql: `id IN (SELECT study FROM studyModality WHERE Modality = ?${dates.sql && ` AND ${dates.sql}`})`,
      values: [modality, ...dates.values],
    };
    return whereAll([
      listed,
      ...tests({ ...rest, modality: undefined, from: undefined, to: undefined }, '+'),
    ]);
  }
  return whereAll(tests(rest, ''));
}

/** The filter as questions to one row; '+' keeps SQLite from choosing an index of theirs. */
function tests(filter: StudyFilter, mark: '' | '+'): SqlQuery[] {
  const { modality } = filter;
  const dates = dateCondition(filter);
  const parts: SqlQuery[] = [dates, ...filter.conditions];
  if (modality !== undefined) {
    parts.push({
      sql: 'instr(char(92) || ModalitiesInStudy || char(92), ?)',
      values: [`\\${modality}\\`],
    });
  }
  parts.push(...filter.words.map(contains));
  if (mark === '') return parts;
  return parts.map(({ sql, values }) => ({
    sql: sql.replace(/^(?=studiedAt|PatientBirthDate|PatientSex|state|reportState)/, mark),
    values,
  }));
}

function whereAll(parts: readonly SqlQuery[]): SqlQuery {
  const asked = parts.filter(({ sql }) => sql !== '');
  return {
    sql: asked.length === 0 ? '' : ` WHERE ${asked.map(({ sql }) => sql).join(' AND ')}`,
    values: asked.flatMap(({ values }) => values),
  };
}

function dateCondition({ from, to }: StudyFilter): SqlQuery {
  if (from !== undefined && to !== undefined) return { sql: 'studiedAt BETWEEN ? AND ?', values: [from, to] };
  if (from !== undefined) return { sql: 'studiedAt >= ?', values: [from] };
  // Studies without a date are before no day.
  if (to !== undefined) return { sql: 'studiedAt BETWEEN 1 AND ?', values: [to] };
  return { sql: '', values: [] };
}

const COLUMNS = `id, patient AS patientId, studyKey, PatientName, PatientID, IssuerOfPatientID, PatientBirthDate,
  PatientSex, StudyDate, StudyTime, AccessionNumber, StudyDescription, InstitutionName, ModalitiesInStudy,
  NumberOfStudyRelatedSeries, NumberOfStudyRelatedInstances, source, importedAt, state, reportState,
  identityMismatch, conflicts`;

/**
 * What came from the disk is not believed to be what the contract promises. Field by field, not by spreading:
 * a page is read at every keystroke, and this is most of its time.
 */
function asStudyRow(row: StudyRecord): StudyRow {
  return StudyRow.parse({
    id: row.id,
    patientId: row.patientId,
    StudyInstanceUID: uidOf(row.studyKey),
    PatientName: row.PatientName,
    PatientID: row.PatientID,
    IssuerOfPatientID: row.IssuerOfPatientID,
    PatientBirthDate: row.PatientBirthDate,
    PatientSex: row.PatientSex,
    StudyDate: row.StudyDate,
    StudyTime: row.StudyTime,
    AccessionNumber: row.AccessionNumber,
    StudyDescription: row.StudyDescription,
    InstitutionName: row.InstitutionName,
    ModalitiesInStudy: row.ModalitiesInStudy === '' ? [] : row.ModalitiesInStudy.split('\\'),
    NumberOfStudyRelatedSeries: row.NumberOfStudyRelatedSeries,
    NumberOfStudyRelatedInstances: row.NumberOfStudyRelatedInstances,
    source: row.source,
    importedAt: row.importedAt,
    state: row.state,
    reportState: reportStates[row.reportState] ?? 'unread',
    identityMismatch: row.identityMismatch === 1,
    conflicts: row.conflicts,
  } satisfies StudyRow);
}
