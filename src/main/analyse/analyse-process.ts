import type { Analysis, AnalysisResult } from '../../contract/index.js';
import type { FilmVerdict } from './analyser.js';
import type { ResultObject } from './result-objects.js';

/** What the inference process is started with, can be asked, and tells. */
export interface AnalyseProcess {
  readonly start: {
    /** Null: there is no queue to work off, films come one by one. */
    readonly storeDir: string | null;
    readonly models: ModelFolders;
    readonly productVersion: string;
  };
  readonly calls: {
    /** Works the queue off; answered when it is empty, or 'disk-full' where it cannot go on. */
    run: { input: null; answer: 'empty' | 'stopped' | 'disk-full' };
    /** Stops after the film in hand. */
    stop: { input: null; answer: null };
    /** One film that is in no queue. */
    judge: { input: FilmInHand; answer: Judgement };
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
  | { readonly kind: 'taken'; readonly studyId: number }
  | { readonly kind: 'settled'; readonly studyId: number; readonly state: Analysis['state'] };

/** The weights that are to judge, as a row or a call names them. */
export interface FindingsModel {
  readonly model: string;
  /** Lower-case hex. */
  readonly weightsSha256: string;
}

export interface FilmInHand extends FindingsModel {
  /** A DICOM object. */
  readonly bytes: Uint8Array;
  /** Whether the result is wanted as DICOM objects too. */
  readonly withObjects: boolean;
}

/** A verdict without the picture that it was made of. */
export type Judgement =
  | Exclude<FilmVerdict, { readonly kind: 'analysed' }>
  | { readonly kind: 'failed'; readonly code: 'model-missing' | 'process-died' | 'internal' }
  | {
      readonly kind: 'analysed';
      readonly SOPInstanceUID: string;
      readonly result: AnalysisResult;
      readonly objects: readonly ResultObject[];
    };
