import type { z } from 'zod';
import type { analyseRequests } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import type { AnalyseService } from './service.js';

type Channels = typeof analyseRequests;
/** One handler for every channel of the analysis; the argument has passed its schema. */
export type AnalyseHandlers = {
  readonly [C in keyof Channels]: (
    input: z.output<Channels[C]['input']>,
  ) => z.output<Channels[C]['output']> | Promise<z.output<Channels[C]['output']>>;
};

/**
 * Answers the renderer's requests about second opinions.
 * @param chooseFolder null when the user cancels
 */
export function analyseHandlers(
  service: AnalyseService,
  { analyses }: WriteStore,
  chooseFolder: () => Promise<string | null>,
): AnalyseHandlers {
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
