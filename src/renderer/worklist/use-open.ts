import { useEffect, useRef, useState } from 'react';
import { listen, request } from '../ui/index.js';
import type { ListEntry } from './list-entry.js';
import { findStudy, type OnDisc } from './use-announced.js';

interface Opening {
  open(entry: ListEntry): void;
  /** UID of the study on a disc that opens as soon as its first image has been copied. */
  readonly openingUID: string | null;
}

/** Opens a study; one that is still on its disc is copied next and opened with its first image. */
export function useOpen(onOpen: (studyId: number) => void): Opening {
  const [openingUID, setOpeningUID] = useState<string | null>(null);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);

  const awaitFirstImage = ({ jobId, study }: OnDisc): void => {
    const { StudyInstanceUID } = study;
    setOpeningUID(StudyInstanceUID);
    const openOnceStored = async (): Promise<void> => {
      const row = await findStudy(study).catch(() => null);
      if (row === null || stop.current !== end) return;
      end();
      onOpen(row.id);
    };
    const stopListening = listen('store:changed', () => void openOnceStored());
    const end = (): void => {
      stopListening();
      stop.current = () => undefined;
      setOpeningUID(null);
    };
    stop.current = end;
    void request('import:prioritise', { jobId, StudyInstanceUID }).catch(end);
    void openOnceStored();
  };

  return {
    openingUID,
    open(entry) {
      stop.current();
      if (entry.kind === 'stored') onOpen(entry.study.id);
      else awaitFirstImage(entry.item);
    },
  };
}
