import { useQueries } from '@tanstack/react-query';
import type { StudyContent } from '../../../contract/index.js';
import { requestOptions } from '../../ui/index.js';

/** Other studies of a patient, as far as they have been read; one of somebody else is left out, whoever asked for it. */
export function useGuests(studyIds: readonly number[], patientId: number): readonly StudyContent[] {
  return useQueries({
    queries: studyIds.map((studyId) => requestOptions('store:content', { studyId })),
    combine: (answers) =>
      answers.flatMap(({ data }) => (data !== undefined && data.study.patientId === patientId ? [data] : [])),
  });
}
