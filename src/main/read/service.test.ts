import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../contract/index.js';
import { chestFilm, normalAnswers } from '../../domain/read/index.js';
import type { WriteStore } from '../store/index.js';
import { film, importFilms, openTestStore, temporaryFolder } from '../store/testing.js';
import { ReadService } from './service.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
let reader: string;
let blinded: boolean;
let changed: number[][];
let service: ReadService;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(join(folder.dir, 'store'));
  await importFilms(store, [['a', film({})]]);
  [reader, blinded, changed] = ['A', true, []];
  service = new ReadService({
    store,
    templateDir: join(folder.dir, 'forms'),
    reader: () => reader,
    rules: () => ({ blinded, readers: 2 }),
    onChanged: (studyIds) => changed.push(studyIds),
  });
});
afterEach(() => {
  store.close();
  folder.remove();
});

const normal = normalAnswers(chestFilm, {});
const own = (): string => service.templates().flatMap((entry) => (entry.ok ? [entry.sha256] : []))[0] ?? '';
const place = (role: Reading['role'] = 'reader') => ({ SOPInstanceUID: '2.25.1.1.1', reader, role });
const fill = (role?: Reading['role']): Reading =>
  service.save({ ...place(role), template: own(), answers: normal, lines: null });

describe('forms of several readers', () => {
  it('cross the boundary only when both are submitted', () => {
    fill();
    service.submit(place());
    reader = 'B';
    expect(service.ofStudies(null)).toMatchObject({
      reader: 'B',
      readings: [],
      hidden: [{ reader: 'A', state: 'submitted' }],
      templates: {},
    });
    expect(JSON.stringify(service.ofStudies(null))).not.toContain('Effusion');
    fill();
    service.submit(place());
    expect(service.ofStudies(null).readings.map((form) => form.reader)).toEqual(['A', 'B']);
    expect(service.ofStudies(null).templates[own()]).toMatchObject({ name: 'chest-film' });
    expect(changed).toHaveLength(4);
  });

  it('are open where the project wants it so', () => {
    fill();
    [reader, blinded] = ['B', false];
    expect(service.ofStudies(null).readings).toHaveLength(1);
  });

  it('become a consensus only when as many as should have submitted one', () => {
    fill();
    service.submit(place());
    reader = 'B';
    fill();
    reader = 'C';
    expect(() => fill('adjudicator')).toThrow(/submitted/);
    reader = 'B';
    service.submit(place());
    reader = 'C';
    expect(service.ofStudies(null).readings).toHaveLength(2);
    fill('adjudicator');
    expect(service.submit(place('adjudicator'))).toMatchObject({ role: 'adjudicator', state: 'submitted' });
  });

  it('can be taken back only while nobody else has one', () => {
    fill();
    service.submit(place());
    expect(service.reopen(place()).state).toBe('begun');
    service.submit(place());
    reader = 'B';
    fill();
    reader = 'A';
    expect(() => service.reopen(place())).toThrow(/Another reader/);
  });

  it('are not written under the name of who sat there before', () => {
    const before = place();
    reader = 'B';
    expect(() => service.save({ ...before, template: own(), answers: normal, lines: null })).toThrow(
      /taken over/,
    );
  });

  it('must answer their template', () => {
    const answers = { Mass: { kind: 'option', value: 'huge' } } as const;
    expect(() => service.save({ ...place(), template: own(), answers, lines: null })).toThrow(/does not fit/);
    expect(() => service.save({ ...place(), template: 'f'.repeat(64), answers: {}, lines: null })).toThrow(
      /no such template/,
    );
  });
});

describe('templates of a project', () => {
  const write = (name: string, text: string): void => {
    mkdirSync(join(folder.dir, 'forms'), { recursive: true });
    writeFileSync(join(folder.dir, 'forms', name), text);
  };

  it('are offered beside the product’s own', () => {
    write('tb.json', JSON.stringify({ ...chestFilm, name: 'tuberculosis', version: 2 }));
    const [, entry] = service.templates();
    expect(entry).toMatchObject({ ok: true, builtIn: false, template: { name: 'tuberculosis' } });
    const sha256 = entry?.ok ? entry.sha256 : '';
    expect(sha256).not.toBe(own());
    expect(service.save({ ...place(), template: sha256, answers: {}, lines: null }).template).toBe(sha256);
  });

  it.each([
    ['{', 'not JSON'],
    ['{}', 'schema: '],
    [JSON.stringify(chestFilm), 'name: chest-film is taken'],
    [
      JSON.stringify({ ...chestFilm, name: 'x', sections: [...chestFilm.sections, ...chestFilm.sections] }),
      'share the id Atelectasis',
    ],
    [JSON.stringify(chestFilm).replace('"key":"A"', '"key":"N"'), 'sections.0.questions.0.key: a letter'],
  ])('say where they are wrong: %#', (text, problem) => {
    write('wrong.json', text);
    const [, entry] = service.templates();
    expect(entry).toMatchObject({ ok: false, file: 'wrong.json' });
    expect(entry?.ok === false && entry.problem).toContain(problem);
  });
});
