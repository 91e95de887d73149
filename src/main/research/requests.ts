import type { z } from 'zod';
import type { researchRequests } from '../../contract/index.js';
import type { ResearchService } from './service.js';

type Channels = typeof researchRequests;
/** One handler for every channel of the research desk; the argument has passed its schema. */
export type ResearchHandlers = {
  readonly [C in keyof Channels]: (
    input: z.output<Channels[C]['input']>,
  ) => z.output<Channels[C]['output']> | Promise<z.output<Channels[C]['output']>>;
};

/** Answers the renderer's requests to the desk. @param chooseFolder null when the user cancels */
export function researchHandlers(
  service: ResearchService,
  chooseFolder: () => Promise<string | null>,
): ResearchHandlers {
  return {
    'research:search': (search) => service.search(search),
    'research:preview': ({ destinationId, StudyInstanceUID }) =>
      service.preview(destinationId, StudyInstanceUID),
    'research:open': ({ destinationId, StudyInstanceUID }) => service.open(destinationId, StudyInstanceUID),
    'research:cohorts': () => service.cohorts(),
    'research:save-cohort': (cohort) => {
      service.saveCohort(cohort);
      return null;
    },
    'research:remove-cohort': ({ name }) => {
      service.removeCohort(name);
      return null;
    },
    'research:choose-folder': () => chooseFolder(),
    'research:export': (request) => service.export(request),
    'research:cancel-export': () => {
      service.cancelExport();
      return null;
    },
  };
}
