import { lazy } from 'react';
import type { FilmToDraw } from './screen/draw-film.js';
import { keepStudyViews } from './screen/study-views.js';

export { HangingSettings } from './hang/hanging-settings.js';
export type { FilmToDraw } from './screen/draw-film.js';
export { openBeside } from './screen/open-beside.js';
export { ObjectThumbnail, SeriesThumbnail } from './screen/series-thumbnail.js';
export type { BesideTab } from './screen/slots.js';
export { bringSeries } from './screen/study-views.js';

/**
 * The viewer, fetched when a study is first opened: Cornerstone3D is more code than all else together, and
 * neither the list nor a thumbnail needs it.
 */
export const Viewer = lazy(async () => ({ default: (await import('./screen/viewer.js')).Viewer }));

/** Draws a film as its reader looks at it, for paper. @returns a JPEG as a data URL; undefined where it cannot be shown */
export const drawFilm = async (film: FilmToDraw): Promise<string | undefined> =>
  (await import('./screen/draw-film.js')).drawFilm(film);

/** Two versions of a picture side by side, fetched when a review is first opened. */
export const Comparison = lazy(async () => ({
  default: (await import('./compare/comparison.js')).Comparison,
}));

/** A released object on its own. */
export const ReleasedPicture = lazy(async () => ({
  default: (await import('./compare/released-picture.js')).ReleasedPicture,
}));

/**
 * Fetches the viewer's code, starts its readers and makes its graphics context when the window has nothing
 * better to do, so that the first film need not wait for them.
 */
export function preloadViewer(): void {
  requestIdleCallback(async () => {
    const [{ reader }, { openStage }] = await Promise.all([
      import('./read/reader.js'),
      import('./stage/cornerstone.js'),
      import('./screen/viewer.js'),
    ]);
    reader();
    requestIdleCallback(() => openStage());
  });
}

/** Forgets how studies were left that are no longer open; with the last one, their pictures too. */
export function keepStudies(studyIds: readonly number[]): void {
  if (!keepStudyViews(studyIds) || studyIds.length > 0) return;
  void import('./stage/cornerstone.js').then(({ closeStage }) => closeStage());
}
