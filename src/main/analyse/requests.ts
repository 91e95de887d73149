import type { analyseRequests, HandlersOf } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import type { AnalyseService } from './service.js';

/**
 * Answers the renderer's requests about second opinions.
 * @param chooseFolder null when the user cancels
 */
export function analyseHandlers(
  service: AnalyseService,
  { analyses }: WriteStore,
  chooseFolder: () => Promise<string | null>,
): HandlersOf<typeof analyseRequests> {
  return {
    'analyse:of-study': ({ studyId }) => analyses.ofStudy(studyId),
    'analyse:of-patient': ({ patientId }) => analyses.ofPatient(patientId),
    'analyse:run': ({ studyIds }) => ({ queued: service.run(studyIds) }),
    'analyse:cancel': () => {
      service.cancel();
      return null;
    },
    'analyse:progress': () => service.progress(),
    'analyse:models': () => service.models(),
    'analyse:install': async () => {
      const dir = await chooseFolder();
      return dir === null ? null : service.install(dir);
    },
  };
}
