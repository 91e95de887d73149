import { lazy } from 'react';

export { SeriesThumbnail } from './screen/series-thumbnail.js';

/** The viewer, fetched when a study is first opened: the renderer and its codecs are most of the program's size. */
export const Viewer = lazy(async () => ({ default: (await import('./screen/viewer.js')).Viewer }));

/** Fetches the viewer's code ahead of need, so that the first study opens without waiting for it. */
export async function preloadViewer(): Promise<void> {
  const [{ openStage }] = await Promise.all([import('./stage/cornerstone.js'), import('./screen/viewer.js')]);
  openStage();
}
