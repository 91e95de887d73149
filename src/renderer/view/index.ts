import { lazy } from 'react';

export { SeriesThumbnail } from './screen/series-thumbnail.js';

/**
 * The viewer, fetched when a study is first opened: Cornerstone3D is more code than all else together, and
 * neither the list nor a thumbnail needs it.
 */
export const Viewer = lazy(async () => ({ default: (await import('./screen/viewer.js')).Viewer }));

/** Fetches the viewer's code when the window has nothing better to do, so that the first film need not wait for it. */
export function preloadViewer(): void {
  requestIdleCallback(() => {
    void Promise.all([import('./screen/viewer.js'), import('./read/reader.js')]).then(([, { reader }]) =>
      reader(),
    );
  });
}
