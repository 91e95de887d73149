import type { HandlersOf, researchRequests } from '../../contract/index.js';
import type { ResearchService } from './service.js';

/** Answers the renderer's requests to the desk. @param chooseFolder null when the user cancels */
export function researchHandlers(
  service: ResearchService,
  chooseFolder: () => Promise<string | null>,
): HandlersOf<typeof researchRequests> {
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
