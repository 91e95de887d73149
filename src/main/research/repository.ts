import { z } from 'zod';
import { FoundStudy } from '../../contract/index.js';
import type { CohortQuery, StudySummary } from '../../domain/research/index.js';

/** An object that a repository has. */
export interface RemoteInstance {
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly SOPInstanceUID: string;
  readonly SOPClassUID: string;
  readonly Modality: string;
}

/** As it is kept between two searches. */
export const KeptStudy: z.ZodType<RemoteStudy> = FoundStudy.omit({ findings: true, severities: true }).extend(
  {
    reports: z.array(
      z.object({
        StudyInstanceUID: z.string(),
        SeriesInstanceUID: z.string(),
        SOPInstanceUID: z.string(),
        SOPClassUID: z.string(),
        Modality: z.string(),
      }),
    ),
  },
);

/** What a repository says of a study before its reports are read. */
export type RemoteStudy = Omit<StudySummary, 'findings' | 'severities'> & {
  /** Structured reports, which hold the labels. */
  readonly reports: readonly RemoteInstance[];
};

/** A repository to read from: a DICOMweb server, or a folder laid out as one. Every method may throw LinkError. */
export interface Repository {
  /** For people and data cards: no user name, no secret. */
  readonly name: string;
  /** Studies that may belong to the cohort: what the repository cannot tell is left to the caller. */
  studies(query: CohortQuery, signal: AbortSignal): AsyncIterable<RemoteStudy>;
  instances(StudyInstanceUID: string, signal: AbortSignal): Promise<readonly RemoteInstance[]>;
  /** The object as it was stored. @throws LinkError also where its bytes are not those that were stored */
  fetch(instance: RemoteInstance, signal: AbortSignal): Promise<Uint8Array>;
  close(): void;
}

/** Values of a study's series or instances, each once, sorted, without ''. */
export const distinct = (values: readonly string[]): string[] =>
  [...new Set(values.filter((value) => value !== ''))].sort();
