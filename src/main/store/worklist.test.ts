import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StudyQuery, type StudyRow, StudySortKey } from '../../contract/index.js';
import { foldForSearch, holdsRun, letterRun } from '../../domain/dicom/index.js';
import { type Database, openDatabase } from './database.js';
import { NO_FILTER, studyFilter } from './study-query.js';
import { fillSyntheticIndex } from './synthetic-index.js';
import { film, importFilms, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';
import { countQuery, pageQuery, type SqlQuery } from './worklist.js';

const STUDIES = 400;
let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
let db: Database;
let everything: StudyRow[];

beforeAll(async () => {
  folder = temporaryFolder();
  fillSyntheticIndex({ dir: folder.dir, studies: STUDIES, instancesPerStudy: 2 });
  store = openTestStore(folder.dir);
  await importFilms(store, [
    ['a', film({ study: 1, series: 1 }, { AccessionNumber: 'ACC-77', StudyDate: '' })],
    ['b', film({ study: 1, series: 2 }, { Modality: 'CT', AccessionNumber: 'ACC-77', StudyDate: '' })],
    [
      'c',
      film({ study: 2 }, { PatientName: 'Li', PatientID: 'x\'"%_*', StudyDescription: 'a "quoted" OR (b)' }),
    ],
    ['d', film({ study: 3 }, { PatientName: 'Әбдірахман^Айгүл', PatientID: 'KZ-9' })],
  ]);
  store.markOpened(3);
  store.markOpened(STUDIES + 2);
  everything = store.studies({ limit: 1000 }).rows;
  db = openDatabase(join(folder.dir, 'index.sqlite'), 'read');
});
afterAll(() => {
  db.close();
  store.close();
  folder.remove();
});

const total = (query: StudyQuery): number => store.studies(query).total;
const names = (query: StudyQuery): string[] => store.studies(query).rows.map((row) => row.PatientName);

describe('searching', () => {
  it.each(['ива', 'ИВАНОВА', 'ivanova', 'анна ива', 'vano'])('%s finds ИВАНОВА^АННА', (text) => {
    expect(names({ text, limit: 1000 })).toContain('ИВАНОВА^АННА');
  });

  it('finds a Kazakh name by its letters, by Russian ones and by Latin ones', () => {
    for (const text of ['Әбдірахман', 'абдирахман', 'abdirakhman', 'АЙГҮЛ', 'aigul']) {
      expect(names({ text, limit: 1000 })).toContain('Әбдірахман^Айгүл');
    }
  });

  it('finds a part of a PatientID and of an accession number, and words of two letters', () => {
    expect(names({ text: 'KZ-9' })).toEqual(['Әбдірахман^Айгүл']);
    expect(names({ text: 'cc-77' })).toEqual(['ИВАНОВА^АННА']);
    expect(names({ text: 'li', sort: { key: 'PatientName', descending: false } })).toContain('Li');
  });

  it('finds by a repeated letter alone only who has it, in either script', () => {
    const distinct = (text: string): string[] => [...new Set(names({ text, limit: 1000 }))].sort();
    expect(total({ text: 'zzzz' })).toBe(0);
    expect(total({ text: 'z' })).toBeGreaterThan(0);
    expect(distinct('ll').length).toBeGreaterThan(0);
    expect(distinct('ll').every((name) => name.startsWith('Müller'))).toBe(true);
    expect(distinct('nn')).toEqual(distinct('НН'));
    expect(distinct('nn').length).toBeGreaterThan(0);
    expect(distinct('nn').every((name) => name.endsWith('АННА'))).toBe(true);
    // Anything more is a spelling again.
    expect(distinct('muler')).toEqual(distinct('müller'));
  });

  it('takes what is typed as text, not as a query language', () => {
    expect(names({ text: '"quoted"' })).toEqual(['Li']);
    expect(total({ text: 'nobody OR li' })).toBe(0);
    for (const text of [
      '"',
      '""',
      "'",
      '*',
      'a*',
      '%',
      '_',
      '(',
      'NEAR(a b)',
      'foldedName:iva',
      '\0',
      '-',
      '^',
    ]) {
      expect(() => store.studies({ text, filters: { PatientName: text, source: text } })).not.toThrow();
    }
  });

  it('shows what arrived since, also when another handle wrote it', async () => {
    const before = total({ text: 'sagyndykova' });
    const other = openTestStore(folder.dir);
    await importFilms(other, [
      ['late', film({ study: 50 }, { PatientName: 'Sagyndykova^Dana', PatientID: 'KZ-50' })],
    ]);
    other.close();
    expect(total({ text: 'sagyndykova' })).toBe(before + 1);
    everything = store.studies({ limit: 1000 }).rows;
  });
});

describe('a page', () => {
  it('of any query is what filtering and sorting all rows gives', () => {
    const filters = fc.record(
      {
        PatientName: fc.constantFrom('ivan', 'ан', 'müller', 'zzz', 'кас', 'll', 'нн'),
        PatientID: fc.constantFrom('TB1', '0', 'P1', 'kz'),
        PatientBirthDate: fc.constantFrom('19', '197', '1970-01-02', '2050'),
        PatientSex: fc.constantFrom('F', 'M', 'O'),
        StudyDateFrom: fc.constantFrom('2016', '20200101', '20240131'),
        StudyDateTo: fc.constantFrom('2018', '20221231', '20240131'),
        Modality: fc.constantFrom('CT', 'DX', 'CR', 'MR'),
        StudyDescription: fc.constantFrom('chest', 'chest pa', 'a'),
        source: fc.constantFrom('cd 1', 'medium', '3'),
        state: fc.constantFrom('new' as const, 'opened' as const),
      },
      { requiredKeys: [] },
    );
    const query = fc.record({
      text: fc.constantFrom('', '', 'ivanova', 'ал', 'chest ct', 'A7000', 'kim an', 'nobody', 'nn c'),
      filters: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 4, arbitrary: filters }),
      sort: fc.record({ key: fc.constantFrom(...StudySortKey.options), descending: fc.boolean() }),
      offset: fc.nat(30),
      limit: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(query, (each) => {
        const expected = everything.filter((row) => passes(row, each)).sort((a, b) => compare(a, b, each));
        const page = store.studies(each);
        expect(page.total).toBe(expected.length);
        const ids = expected.slice(each.offset, each.offset + each.limit).map((row) => row.id);
        expect(page.rows.map((row) => row.id)).toEqual(ids);
      }),
      { numRuns: 150 },
    );
  });

  it('is newest first unless asked otherwise, studies without a date last', () => {
    const dates = everything.map((row) => row.StudyDate + row.StudyTime.padEnd(6, '0'));
    expect(dates).toEqual([...dates].sort().reverse());
    expect(everything.at(-1)?.StudyDate).toBe('');
  });
});

type Query = Parameters<typeof passes>[1];

function passes(
  row: StudyRow,
  query: { text: string; filters: NonNullable<StudyQuery['filters']> },
): boolean {
  const has = (texts: readonly string[], words: string): boolean =>
    words.split(' ').every((word) => {
      const run = letterRun(word);
      return texts.some(
        (text) =>
          foldForSearch(text).includes(foldForSearch(word)) && (run === undefined || holdsRun(text, run)),
      );
    });
  const f = query.filters;
  const day = (bound: string, fill: string): string => bound.padEnd(8, fill);
  return (
    has([row.PatientName, row.PatientID, row.AccessionNumber, row.StudyDescription], query.text) &&
    has([row.PatientName], f.PatientName ?? '') &&
    has([row.PatientID], f.PatientID ?? '') &&
    row.PatientBirthDate.startsWith(f.PatientBirthDate?.replaceAll('-', '') ?? '') &&
    (f.PatientSex === undefined || row.PatientSex === f.PatientSex) &&
    (f.StudyDateFrom === undefined || (row.StudyDate !== '' && row.StudyDate >= day(f.StudyDateFrom, '0'))) &&
    (f.StudyDateTo === undefined || (row.StudyDate !== '' && row.StudyDate <= day(f.StudyDateTo, '9'))) &&
    (f.Modality === undefined || row.ModalitiesInStudy.includes(f.Modality)) &&
    foldForSearch(row.StudyDescription).includes(foldForSearch(f.StudyDescription ?? '')) &&
    foldForSearch(row.source).includes(foldForSearch(f.source ?? '')) &&
    (f.state === undefined || row.state === f.state)
  );
}

function compare(a: StudyRow, b: StudyRow, { sort }: { sort: NonNullable<StudyQuery['sort']> }): number {
  const when = (row: StudyRow): string =>
    row.StudyDate === '' ? '' : row.StudyDate + row.StudyTime.padEnd(6, '0');
  const key = (row: StudyRow): string | number => {
    switch (sort.key) {
      case 'StudyDate':
        return when(row);
      case 'NumberOfStudyRelatedInstances':
        return row.NumberOfStudyRelatedInstances;
      case 'ModalitiesInStudy':
        return row.ModalitiesInStudy.join('\\');
      case 'PatientName':
      case 'PatientID':
      case 'StudyDescription':
      case 'source':
        return foldForSearch(row[sort.key]);
      default:
        return row[sort.key];
    }
  };
  const order = <T>(x: T, y: T): number => (x < y ? -1 : x > y ? 1 : 0);
  const byKey = order(key(a), key(b));
  const tie =
    sort.key === 'StudyDate' || sort.key === 'importedAt'
      ? order(a.id, b.id)
      : order(when(b), when(a)) || order(a.id, b.id);
  return (byKey || tie) * (sort.descending ? -1 : 1);
}

describe('the query plan', () => {
  const plan = ({ sql, values }: SqlQuery): string =>
    db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(({ detail }) => detail)
      .join('\n');
  const page = (query: Query | StudyQuery, passing: number, all: number): SqlQuery =>
    pageQuery(query, studyFilter(query), passing, all);

  it.each(StudySortKey.options)('of a sort by %s reads one covering index, in both directions', (key) => {
    for (const descending of [true, false]) {
      const text = plan(page({ sort: { key, descending } }, 100_000, 100_000));
      expect(text).toMatch(/^SCAN study USING COVERING INDEX studyBy\w+$/);
    }
  });

  it.each(StudySortKey.options)('of a sort by %s with filters that many pass sorts nothing', (key) => {
    const query: StudyQuery = {
      text: 'chest',
      filters: { Modality: 'CT', StudyDateFrom: '2020', PatientSex: 'F', state: 'new' },
      sort: { key, descending: false },
    };
    expect(plan(page(query, 60_000, 100_000))).not.toMatch(/TEMP B-TREE/);
  });

  it('of filters that few pass starts from the index of the most telling one', () => {
    const byText = plan(page({ text: 'ivanova', filters: { Modality: 'CT', state: 'new' } }, 5, 100_000));
    expect(byText).toMatch(/SEARCH study USING INTEGER PRIMARY KEY/);
    expect(byText).toMatch(/studyText VIRTUAL TABLE INDEX/);
    const byModality = plan(page({ filters: { Modality: 'MR', PatientSex: 'F' } }, 5, 100_000));
    expect(byModality).toMatch(/SEARCH study USING INTEGER PRIMARY KEY/);
    expect(byModality).toMatch(/SEARCH studyModality USING PRIMARY KEY/);
    const byDay = plan(
      page(
        {
          filters: { StudyDateFrom: '20240131', StudyDateTo: '20240131' },
          sort: { key: 'PatientName', descending: false },
        },
        5,
        100_000,
      ),
    );
    expect(byDay).toMatch(/SEARCH study USING INDEX studyByDate \(studiedAt>\? AND studiedAt<\?\)/);
  });

  it('of a modality by date, page and count, stays within its own table', () => {
    const query: StudyQuery = { filters: { Modality: 'CT', StudyDateFrom: '2020', StudyDateTo: '2021' } };
    const range = 'SEARCH studyModality USING PRIMARY KEY (Modality=? AND studiedAt>? AND studiedAt<?)';
    expect(plan(page(query, 10_000, 100_000))).toBe(range);
    expect(plan(countQuery(studyFilter(query)))).toBe(range);
  });

  it('of counting everything reads the smallest index', () => {
    expect(plan(countQuery(NO_FILTER))).toMatch(/^SCAN study USING COVERING INDEX/);
  });

  it('of counting words too short for trigrams reads the searched columns alone', () => {
    expect(plan(countQuery(studyFilter({ text: 'li' })))).toBe(
      'SCAN study USING COVERING INDEX studySearched',
    );
  });
});
