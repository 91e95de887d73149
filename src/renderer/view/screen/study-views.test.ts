import { beforeEach, describe, expect, it } from 'vitest';
import type { SeriesRow } from '../../../contract/index.js';
import type { FilmStack } from '../stage/film-stack.js';
import { freshView } from '../stage/film-view.js';
import {
  assignments,
  bringSeries,
  changeStudyView,
  indexOfFilm,
  keepStudyViews,
  putBeside,
  rememberPane,
  studyViewOf,
} from './study-views.js';

const stack = (seriesId: number, films: number): FilmStack => ({
  studyId: 7,
  series: { id: seriesId, instances: [] as SeriesRow['instances'] } as SeriesRow,
  films: Array.from({ length: films }, (_, index) => ({
    object: `object/${seriesId * 100 + index}` as const,
    frame: 0,
    accepts: () => true,
  })),
});
const stacks = [stack(1, 3), stack(2, 1), stack(3, 1)];
const shown = (studyId: number) =>
  assignments(stacks, studyViewOf(studyId).panes).map((pane) => pane && [pane.stack.series.id, pane.index]);

beforeEach(() => {
  keepStudyViews([]);
});

describe('how a study was left', () => {
  it('is known for each study apart, and forgotten when its tab closes', () => {
    changeStudyView(7, { layout: '2x2', active: 3 });
    changeStudyView(8, { linked: true });
    expect(studyViewOf(7)).toMatchObject({ layout: '2x2', active: 3, linked: false });
    expect(studyViewOf(8)).toMatchObject({ layout: undefined, linked: true });
    expect(keepStudyViews([8, 9])).toBe(true);
    expect(studyViewOf(7)).toMatchObject({ layout: undefined, active: 0 });
    expect(studyViewOf(8).linked).toBe(true);
    expect(keepStudyViews([8, 9])).toBe(false);
  });

  it('holds the film of each pane and the view on it', () => {
    const view = { ...freshView, rotation: 90 };
    rememberPane(7, 1, { seriesId: 1, film: { object: 'object/102', frame: 0 }, view });
    expect(shown(7)).toEqual([
      [1, 0],
      [1, 2],
      [3, 0],
      [1, 1],
    ]);
    expect(assignments(stacks, studyViewOf(7).panes)[1]?.view).toBe(view);
  });

  it('finds a film by itself when more have come before it', () => {
    rememberPane(7, 0, { seriesId: 1, film: { object: 'object/101', frame: 0 }, view: undefined });
    const grown = { ...stack(1, 3), films: [...stack(9, 2).films, ...stack(1, 3).films] };
    expect(assignments([grown], studyViewOf(7).panes)[0]?.index).toBe(3);
  });

  it('survives a series that is gone', () => {
    rememberPane(7, 0, { seriesId: 99, film: undefined, view: undefined });
    expect(shown(7)[0]).toEqual([1, 0]);
  });
});

describe('a film put beside', () => {
  it('takes the second of two panes, from whichever study, and leaves the first as it was', () => {
    const guest = stack(9, 2);
    const film = { seriesId: 9, film: { object: 'object/901', frame: 0 } } as const;
    rememberPane(7, 0, { seriesId: 1, film: { object: 'object/102', frame: 0 }, view: undefined });
    putBeside(7, 8, film);
    putBeside(7, 8, film);
    putBeside(7, 7, film);
    expect(studyViewOf(7)).toMatchObject({ layout: '1x2', linked: true, guests: [8], asked: { 1: film } });
    expect(indexOfFilm(guest, film.film)).toBe(1);
    rememberPane(7, 1, { ...film, view: undefined });
    const panes = assignments(stacks, studyViewOf(7).panes, [...stacks, guest]);
    expect(panes.map((pane) => pane?.stack.series.id)).toEqual([1, 9, 3, 1]);
    // Once the guest is gone, the pane has what it would have had.
    expect(shown(7)[1]).toEqual([2, 0]);
  });
});

describe('a series chosen before its study opens', () => {
  it('comes first, and the others follow', () => {
    bringSeries(7, 3);
    expect(shown(7)).toEqual([
      [3, 0],
      [1, 0],
      [2, 0],
      [1, 1],
    ]);
  });

  it('takes the first pane of a study that is open, and leaves the others', () => {
    rememberPane(7, 0, { seriesId: 1, film: { object: 'object/102', frame: 0 }, view: undefined });
    rememberPane(7, 1, { seriesId: 2, film: undefined, view: undefined });
    changeStudyView(7, { active: 1, full: true });
    bringSeries(7, 3);
    expect(shown(7).slice(0, 2)).toEqual([
      [3, 0],
      [2, 0],
    ]);
    expect(studyViewOf(7)).toMatchObject({ active: 0, full: false });
  });
});
