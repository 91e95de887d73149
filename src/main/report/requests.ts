import { writeFile } from 'node:fs/promises';
import type { HandlersOf, reportRequests } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { measurementsOf } from './measurements.js';
import type { ReportService } from './service.js';
import { readTemplates, siteTemplates } from './templates.js';

/**
 * Answers the renderer's requests about reports.
 * @param chooseFile where to save under a proposed name; null when the user cancels
 */
export function reportHandlers(
  service: ReportService,
  store: WriteStore,
  chooseFile: (name: string) => Promise<string | null>,
): HandlersOf<typeof reportRequests> {
  const { reports, dir } = store;
  return {
    'report:of-study': ({ studyId }) => reports.ofStudy(studyId),
    'report:save': ({ language, texts, ...place }) => service.save(place, language, texts),
    'report:sign': ({ signature, pictures, ...place }) => service.sign(place, signature, pictures),
    'report:history': (place) => reports.history(place),
    'report:measurements': ({ studyId }) => measurementsOf(store, studyId),
    'report:templates': () => readTemplates(siteTemplates(dir)),
    'report:save-pdf': async ({ studyId, pictures }) => {
      // Made first: nobody is asked for a place for what cannot be made. The name says nothing of the patient.
      const pdf = await service.pdf(studyId, pictures);
      const path = await chooseFile(`tynys-report-${studyId}.pdf`);
      if (path !== null) await writeFile(path, pdf);
      return path;
    },
    'report:print': ({ studyId, pictures }) => service.print(studyId, pictures),
  };
}
