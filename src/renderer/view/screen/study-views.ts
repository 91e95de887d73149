import { create } from 'zustand';
import type { Settings } from '../../../contract/index.js';
import type { Voi } from '../../../domain/grey/index.js';
import type { DragTool } from '../keys/commands.js';
import { type FilmStack, initialPanes } from '../stage/film-stack.js';
import type { FilmView } from '../stage/film-view.js';
import type { FrameRef } from '../stage/image-loader.js';

export type Layout = Settings['viewLayout'];

/** What a pane showed when it was last seen. */
export interface PaneView {
  readonly seriesId: number;
  /** undefined: the first film of the series. */
  readonly film: FrameRef | undefined;
  readonly view: FilmView | undefined;
}

/** An open study as its reader left it. */
export interface StudyView {
  /** undefined until the study is first on the screen: then as the settings say. */
  readonly layout: Layout | undefined;
  readonly active: number;
  readonly tool: DragTool;
  readonly linked: boolean;
  /** The graphics that objects lay over their pictures are shown. */
  readonly planes: boolean;
  /** The active pane fills the screen. */
  readonly full: boolean;
  /** By position; panes that have shown nothing yet are missing. */
  readonly panes: Readonly<Record<number, PaneView>>;
  /** By position: what panes are to show as soon as they can, whatever they show now. */
  readonly asked: Readonly<Record<number, AskedFilm>>;
  /** Other studies of the same patient whose films panes may show. */
  readonly guests: readonly number[];
}

/** A film that a pane is to show. */
export interface AskedFilm {
  readonly seriesId: number;
  readonly film: FrameRef;
  /** A window that it is to come up with; its own where there is none. */
  readonly voi?: Voi | undefined;
}

const untouched: StudyView = {
  layout: undefined,
  active: 0,
  tool: 'window',
  linked: false,
  planes: true,
  full: false,
  panes: {},
  asked: {},
  guests: [],
};

/** Views by study id. Kept apart from the screen, which lives only while its study is in front. */
const useStudyViews = create<Readonly<Record<number, StudyView>>>(() => ({}));

export const studyViewOf = (studyId: number): StudyView => useStudyViews.getState()[studyId] ?? untouched;

export const useStudyView = (studyId: number): StudyView =>
  useStudyViews((views) => views[studyId] ?? untouched);

export function changeStudyView(studyId: number, change: Partial<StudyView>): void {
  useStudyViews.setState({ [studyId]: { ...studyViewOf(studyId), ...change } });
}

export function rememberPane(studyId: number, position: number, pane: PaneView): void {
  changeStudyView(studyId, { panes: { ...studyViewOf(studyId).panes, [position]: pane } });
}

/** Lets a study come up with this series in its first viewport, whatever was there. */
export function bringSeries(studyId: number, seriesId: number): void {
  changeStudyView(studyId, { active: 0, full: false });
  rememberPane(studyId, 0, { seriesId, film: undefined, view: undefined });
}

/** Lets a film, also one of another study of the patient, come up beside what a study shows, both moving as one. */
export function putBeside(studyId: number, guestId: number, film: AskedFilm): void {
  changeStudyView(studyId, { layout: '1x2', active: 0, linked: true, full: false });
  putInPane(studyId, 1, guestId, film);
}

/** Lets a film, also one of another study of the patient, come up in a pane. */
export function putInPane(studyId: number, position: number, guestId: number, film: AskedFilm): void {
  const { asked, guests } = studyViewOf(studyId);
  changeStudyView(studyId, {
    asked: { ...asked, [position]: film },
    guests: guestId === studyId || guests.includes(guestId) ? guests : [...guests, guestId],
  });
}

/** Forgets every study but these. @returns whether there was one to forget */
export function keepStudyViews(studyIds: readonly number[]): boolean {
  const views = useStudyViews.getState();
  const kept = studyIds.flatMap((id) => (views[id] ? [[id, views[id]] as const] : []));
  if (kept.length === Object.keys(views).length) return false;
  useStudyViews.setState(Object.fromEntries(kept), true);
  return true;
}

/** What a pane is to show when it comes into being. */
export interface Assignment {
  readonly stack: FilmStack;
  readonly index: number;
  readonly view: FilmView | undefined;
}

const PANES = 4;

/**
 * Each pane as it was left; those that have shown nothing yet get what a study opens with.
 * @param stacks of the study itself
 * @param hangable these, and those of its guests
 */
export function assignments(
  stacks: readonly FilmStack[],
  panes: StudyView['panes'],
  hangable: readonly FilmStack[] = stacks,
): (Assignment | undefined)[] {
  const stackOf = (seriesId: number | undefined) => hangable.find(({ series }) => series.id === seriesId);
  const first = stackOf(panes[0]?.seriesId);
  const order = first ? [first, ...stacks.filter((stack) => stack !== first)] : stacks;
  return initialPanes(order, PANES).map((initial, position) => {
    const left = panes[position];
    const stack = stackOf(left?.seriesId);
    if (!left || !stack) return initial && { ...initial, view: undefined };
    return { stack, index: indexOfFilm(stack, left.film), view: left.view };
  });
}

/** By film and not by number: more films may have been imported meanwhile. The first where it is gone. */
export function indexOfFilm({ films }: FilmStack, film: FrameRef | undefined): number {
  return Math.max(
    0,
    films.findIndex(({ object, frame }) => object === film?.object && frame === film.frame),
  );
}
