import { create } from 'zustand';
import type { ImportJob, ImportProgress } from '../../contract/index.js';
import { listen, queryClient, request, requestOptions } from '../ui/index.js';

interface Activity {
  /** Imports under way, by job. */
  readonly running: ReadonlyMap<number, ImportProgress>;
  /** Imports that ended and whose result has not been dismissed, newest first. */
  readonly ended: readonly ImportJob[];
  /** Why the last import could not start. */
  readonly startError: unknown;
  /** Whether the reader wants the cards; null leaves it to the screen. */
  readonly cardsWanted: boolean | null;
  readonly filmsOpen: boolean;
}

/** More results than this are for the imports screen. */
const MAX_ENDED = 2;

const initial: Activity = {
  running: new Map(),
  ended: [],
  startError: null,
  cardsWanted: null,
  filmsOpen: false,
};

export const useActivity = create<Activity>(() => initial);

const isUnderWay = (job: ImportJob): boolean => job.state === 'scanning' || job.state === 'running';

function take(progress: ImportProgress): void {
  useActivity.setState(({ running, ended }) => {
    const next = new Map(running);
    if (isUnderWay(progress)) {
      next.set(progress.id, progress);
      return { running: next, ended: ended.filter((job) => job.id !== progress.id) };
    }
    next.delete(progress.id);
    return {
      running: next,
      ended: [progress, ...ended.filter((job) => job.id !== progress.id)].slice(0, MAX_ENDED),
    };
  });
  if (!isUnderWay(progress)) refreshJobs();
}

function refreshJobs(): void {
  for (const channel of ['import:jobs', 'import:announced', 'import:films', 'import:report'])
    void queryClient.invalidateQueries({ queryKey: [channel] });
}

/**
 * Follows imports from now on; those that a crash or a pulled disc interrupted earlier are offered again.
 * @returns a function that ends it.
 */
export function followImports(): () => void {
  void queryClient.fetchQuery(requestOptions('import:jobs')).then(
    (jobs) => {
      const interrupted = jobs.filter((job) => job.state === 'interrupted');
      useActivity.setState(({ ended }) => ({
        ended: [...ended, ...interrupted.filter(({ id }) => !ended.some((job) => job.id === id))].slice(
          0,
          MAX_ENDED,
        ),
      }));
    },
    () => undefined,
  );
  return listen('import:progress', take);
}

async function begin(start: () => Promise<ImportJob | null>): Promise<void> {
  useActivity.setState({ startError: null, cardsWanted: null });
  try {
    const job = await start();
    if (job === null) return;
    take({ ...job, bytesPerSecond: 0, secondsLeft: null, currentFile: '' });
    refreshJobs();
  } catch (error) {
    useActivity.setState({ startError: error });
  }
}

export const importPaths = (paths: readonly string[]): Promise<void> =>
  paths.length === 0 ? Promise.resolve() : begin(() => request('import:start', { paths: [...paths] }));

/** Asks with the system's dialog, then imports what was chosen. */
export const chooseAndImport = (kind: 'folder' | 'files' | 'disc'): Promise<void> =>
  begin(async () => {
    const paths = await request('import:choose', { kind });
    return paths === null || paths.length === 0 ? null : request('import:start', { paths });
  });

export const importSample = (): Promise<void> => begin(() => request('import:sample'));

export const resumeImport = (jobId: number): Promise<void> =>
  begin(() => request('import:resume', { jobId }));

export async function cancelImport(jobId: number): Promise<void> {
  try {
    await request('import:cancel', { jobId });
  } catch (error) {
    useActivity.setState({ startError: error });
  }
}

export const openFilms = (): void => useActivity.setState({ filmsOpen: true });

export const dismissJob = (jobId: number): void =>
  useActivity.setState(({ ended }) => ({ ended: ended.filter((job) => job.id !== jobId) }));

/** Done part of an import, 0 to 1; null while the total is unknown. Bytes say more than files, where known. */
export function fractionDone(job: ImportJob): number | null {
  if (job.bytesTotal !== null && job.bytesTotal > 0) return Math.min(1, job.totals.bytes / job.bytesTotal);
  if (job.filesTotal !== null && job.filesTotal > 0) return Math.min(1, job.filesDone / job.filesTotal);
  return null;
}
