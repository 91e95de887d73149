import { useQuery } from '@tanstack/react-query';
import type { Analysis } from '../../contract/index.js';
import { listen, queryClient, requestOptions } from '../ui/index.js';

/** Reads second opinions again when they change. @returns a function that ends it */
export function followAnalyses(): () => void {
  const stops = [
    listen('analyse:changed', () => {
      void queryClient.invalidateQueries({ queryKey: ['analyse:of-study'] });
      void queryClient.invalidateQueries({ queryKey: ['analyse:of-patient'] });
    }),
    listen('analyse:progress', (progress) =>
      queryClient.setQueryData(requestOptions('analyse:progress').queryKey, progress),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What networks said of one film; the one that was asked last comes first. Undefined while that is being read. */
export function useOpinions(studyId: number, SOPInstanceUID: string | undefined): Analysis[] | undefined {
  const { data } = useQuery(requestOptions('analyse:of-study', { studyId }));
  return data?.filter((analysis) => analysis.SOPInstanceUID === SOPInstanceUID).toReversed();
}
