import type { Analysis } from '../../contract/index.js';

/** What the inference thread is started with, can be asked, and tells. */
export interface AnalyseThread {
  readonly start: {
    readonly storeDir: string;
    readonly models: ModelFolders;
    readonly productVersion: string;
  };
  readonly calls: {
    /** Works the queue off; answered when it is empty, or 'disk-full' where it cannot go on. */
    run: { input: null; answer: 'empty' | 'stopped' | 'disk-full' };
    /** Stops after the film in hand. */
    stop: { input: null; answer: null };
  };
  readonly event: AnalyseEvent;
}

export interface ModelFolders {
  /** Of the product. */
  readonly builtIn: string;
  /** Of the site. */
  readonly site: string;
}

export type AnalyseEvent =
  | { readonly kind: 'taken'; readonly analysisId: number; readonly studyId: number }
  | {
      readonly kind: 'settled';
      readonly analysisId: number;
      readonly studyId: number;
      readonly state: Analysis['state'];
    };
