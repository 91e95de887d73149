import type { annotateRequests, HandlersOf } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { readLabelSets, siteLabels } from './label-shelf.js';
import { foreignShapes, writeObjects } from './objects.js';

export interface AnnotateSite {
  readonly store: WriteStore;
  readonly productVersion: string;
  readonly onChanged: (studyIds: number[]) => void;
  /** Objects came into a study. */
  readonly onWritten: (studyIds: number[]) => void;
}

/** Answers the renderer's requests about what is drawn on images. */
export function annotateHandlers({
  store,
  productVersion,
  onChanged,
  onWritten,
}: AnnotateSite): HandlersOf<typeof annotateRequests> {
  const { annotations } = store;
  /** One after the other: two at once would both make the next revision. */
  let writing: Promise<unknown> = Promise.resolve();
  return {
    'annotate:label-sets': () => readLabelSets(siteLabels(store.dir)),
    'annotate:of-study': ({ studyId }) => annotations.ofStudy(studyId),
    'annotate:change': ({ changes, author }) => {
      onChanged(annotations.change(changes, author));
      return null;
    },
    'annotate:history': ({ id }) => annotations.history(id),
    'annotate:foreign': async ({ studyId }) => await foreignShapes(store, studyId),
    'annotate:write': async ({ studyId }) => {
      const turn = writing.then(async () => await writeObjects(store, studyId, productVersion));
      writing = turn.catch(() => undefined);
      const written = await turn;
      if (written > 0) onWritten([studyId]);
      return { written };
    },
  };
}
