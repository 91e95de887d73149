import type { LinkOptions } from '../../contract/index.js';
import type { CohortQuery, StudySummary } from '../../domain/research/index.js';
import type { ThreadShape } from '../thread/index.js';
import type { SetOptions, SetProgress, SetReport } from './export-set.js';

/** Where the thread reads, in values that can be cloned. */
export interface ReadPlace {
  readonly place: string;
  readonly options: LinkOptions;
  readonly secret: string | undefined;
}

/** What takes too long for the main process: looking through a repository, and making files of it. */
export interface DeskThread extends ThreadShape {
  readonly start: { readonly storeDir: string };
  readonly calls: {
    /** A later search ends an earlier one, which is then 'cancelled'. */
    readonly search: {
      readonly input: { readonly from: ReadPlace; readonly query: CohortQuery };
      readonly answer: StudySummary[] | 'cancelled';
    };
    readonly export: {
      readonly input: {
        readonly from: ReadPlace;
        readonly set: Omit<SetOptions, 'splitKey' | 'signal' | 'onProgress'>;
      };
      readonly answer: SetReport | 'settings-differ' | 'cancelled';
    };
    readonly cancelExport: { readonly input: null; readonly answer: null };
  };
  readonly event: SetProgress;
}
