import type { FilmLook } from '../read/reader-protocol.js';
import type { FrameRef } from '../stage/image-loader.js';
import type { Stage } from '../stage/stage.js';
import { studyViewOf } from './study-views.js';

/** Stages that are on the screen, by the study that is in front. */
const onScreen = new Map<number, () => readonly Stage[]>();

/** Lets `lookOf` see what is on the screen. @returns a function that ends it */
export function followLooks(studyId: number, stages: () => readonly Stage[]): () => void {
  onScreen.set(studyId, stages);
  return () => {
    if (onScreen.get(studyId) === stages) onScreen.delete(studyId);
  };
}

/** How a reader looks at a film of an open study, or did when it was last on the screen; undefined: untouched. */
export function lookOf(studyId: number, film: FrameRef): FilmLook | undefined {
  const isIt = (other: FrameRef | undefined): boolean =>
    other?.object === film.object && other.frame === film.frame;
  const stage = onScreen
    .get(studyId)?.()
    .find((each) => {
      const { stack, index } = each.getState();
      return isIt(stack?.films[index]);
    });
  if (stage) return stage.view();
  return Object.values(studyViewOf(studyId).panes).find((pane) => isIt(pane.film))?.view;
}
