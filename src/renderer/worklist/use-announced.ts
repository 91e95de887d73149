import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { AnnouncedStudy } from '../../contract/index.js';
import { listen, queryClient, request, requestOptions } from '../ui/index.js';

/** A study that a DICOMDIR promises. */
export interface OnDisc {
  readonly jobId: number;
  readonly study: AnnouncedStudy;
}

interface Announced {
  readonly announced: readonly OnDisc[];
  /** Those of which no image is in the store yet. */
  readonly notStored: readonly OnDisc[];
}

const options = requestOptions('import:announced');

/** What running imports have promised, kept up with their announcements and with what they have stored. */
export function useAnnounced(): Announced {
  useEffect(
    () =>
      listen('import:announced', (announcement) => {
        queryClient.setQueryData(options.queryKey, (old = []) => [
          ...old.filter(({ jobId }) => jobId !== announcement.jobId),
          announcement,
        ]);
      }),
    [],
  );
  const { data } = useQuery(options);
  const announced = useMemo(
    () => (data ?? []).flatMap(({ jobId, studies }) => studies.map((study) => ({ jobId, study }))),
    [data],
  );

  // The key begins with a store channel, so that it is read again when the store changes.
  const key = ['store:find-study', announced.map(({ study }) => study.StudyInstanceUID)];
  const { data: notStored } = useQuery({
    queryKey: key,
    queryFn: async () => {
      // A study once stored stays stored: only those still awaited are asked for.
      const awaited = queryClient.getQueryData<readonly OnDisc[]>(key) ?? announced;
      const found = await Promise.all(awaited.map(({ study }) => findStudy(study)));
      return awaited.filter((_, index) => found[index] === null);
    },
    enabled: announced.length > 0,
  });
  return { announced, notStored: announced.length === 0 ? [] : (notStored ?? []) };
}

/** The stored study of an announced one; null while it has no instance. */
export const findStudy = ({ StudyInstanceUID, PatientID }: AnnouncedStudy) =>
  request('store:find-study', { StudyInstanceUID, PatientID });
