import type { TFunction } from 'i18next';
import type { FileClass, ImportJob, ImportTotals } from '../../contract/index.js';

/** In the order in which a reader asks: what came in, what did not, and why. */
export const fileClasses = [
  'stored',
  'duplicate',
  'conflict',
  'not-dicom',
  'unreadable',
] as const satisfies readonly FileClass[];

/** How many files of an import ended in a class. */
export function countOf(totals: ImportTotals, result: FileClass): number {
  return totals[result === 'not-dicom' ? 'notDicom' : result];
}

/** A job in one sentence, without its counts. */
export function jobTitle(t: TFunction<'import'>, job: ImportJob): string {
  const source = { source: job.source };
  switch (job.state) {
    case 'scanning':
      return t('scanning', source);
    case 'running':
      return t('running', source);
    case 'finished':
      return t('done', source);
    case 'cancelled':
      return t('cancelled', source);
    case 'interrupted':
      return t('interrupted', source);
    case 'failed':
      return t('failedTitle', source);
  }
}

export const isResumable = (job: ImportJob): boolean =>
  job.state === 'cancelled' || job.state === 'interrupted' || job.state === 'failed';
