import type { z } from 'zod';
import type { annotateRequests } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { readLabelSets, siteLabels } from './label-shelf.js';

type Channels = typeof annotateRequests;
/** One handler for every channel of the annotations; the argument has passed its schema. */
export type AnnotateHandlers = {
  readonly [C in keyof Channels]: (
    input: z.output<Channels[C]['input']>,
  ) => z.output<Channels[C]['output']> | Promise<z.output<Channels[C]['output']>>;
};

/** Answers the renderer's requests about what is drawn on images. */
export function annotateHandlers(
  { annotations, dir }: WriteStore,
  onChanged: (studyIds: number[]) => void,
): AnnotateHandlers {
  return {
    'annotate:label-sets': () => readLabelSets(siteLabels(dir)),
    'annotate:of-study': ({ studyId }) => annotations.ofStudy(studyId),
    'annotate:change': ({ changes, author }) => {
      onChanged(annotations.change(changes, author));
      return null;
    },
    'annotate:history': ({ id }) => annotations.history(id),
    'annotate:foreign': () => ({ shapes: [], undrawn: [] }),
    'annotate:write': () => ({ written: 0 }),
  };
}
