import { join } from 'node:path';
import type { z } from 'zod';
import type {
  Cohort,
  Destination,
  EventPayload,
  ExportEnd,
  ExportRequest,
  FoundPage,
  researchRequests,
  StudyContent,
} from '../../contract/index.js';
import { countCohort, type StudySummary } from '../../domain/research/index.js';
import { WorkerThread } from '../thread/index.js';
import { DeskFolder } from './desk-folder.js';
import type { DeskThread, ReadPlace } from './desk-thread.js';
import { readFrom } from './open-repository.js';
import { ResearchCopies } from './research-copies.js';
import { ResearchError } from './research-error.js';

export interface ResearchOptions {
  readonly storeDir: string;
  readonly workerUrl: URL;
  /** Undefined where there is none with such an id. */
  readonly destination: (id: number) => Destination | undefined;
  /** The folder of a folder destination, the address of a server. */
  readonly placeOf: (destination: Destination) => string;
  readonly secret: (destinationId: number) => string | undefined;
  readonly productVersion: string;
  readonly onProgress: (progress: EventPayload<'research:progress'>) => void;
  /** The message holds no patient data. */
  readonly onDefect: (message: string) => void;
}

type Search = z.output<(typeof researchRequests)['research:search']['input']>;

const HEAP_MB = 2048;
const REST_MS = 60_000;

/** The research desk of the desktop: one search, one fetch and one export at a time. */
export class ResearchService {
  readonly copies: ResearchCopies;
  readonly #options: ResearchOptions;
  readonly #desk: DeskFolder;
  readonly #thread: WorkerThread<DeskThread>;
  #fetching: AbortController | undefined;
  /** Pages of one search are of one result. */
  #found: { readonly asked: string; readonly studies: StudySummary[] } | undefined;

  constructor(options: ResearchOptions) {
    this.#options = options;
    this.#desk = new DeskFolder(options.storeDir);
    this.copies = new ResearchCopies(join(this.#desk.dir, 'copies'));
    this.#thread = new WorkerThread<DeskThread>({
      name: 'the research thread',
      url: options.workerUrl,
      start: () => ({ storeDir: options.storeDir }),
      heapMb: HEAP_MB,
      restMs: REST_MS,
      onEvent: options.onProgress,
      onDefect: options.onDefect,
    });
  }

  /** @throws ResearchError 'busy' where a later search took its place, 'not-found'; ThreadError 'unreachable' */
  async search({ offset, limit, ...search }: Search): Promise<FoundPage> {
    const { destinationId, query } = search;
    const asked = JSON.stringify(search);
    if (this.#found?.asked !== asked) {
      const studies = await this.#thread.ask('search', { from: this.#from(destinationId), query });
      if (studies === 'cancelled') throw new ResearchError('busy');
      this.#found = { asked, studies };
    }
    return pageOf(this.#found.studies, offset, limit);
  }

  /** @returns the id of its first image, null where it has none. @throws ResearchError */
  async preview(destinationId: number, StudyInstanceUID: string): Promise<number | null> {
    const { series } = await this.#fetch(destinationId, StudyInstanceUID, 1);
    return series[0]?.instances[0]?.id ?? null;
  }

  /** @returns the id of the copy for the viewer. @throws ResearchError 'not-found' also where nothing of it is de-identified */
  async open(destinationId: number, StudyInstanceUID: string): Promise<number> {
    const { study, series } = await this.#fetch(destinationId, StudyInstanceUID);
    if (series.length === 0) throw new ResearchError('not-found');
    return study.id;
  }

  cohorts(): Cohort[] {
    return this.#desk.cohorts();
  }

  saveCohort(cohort: Omit<Cohort, 'savedAt'>): void {
    this.#desk.saveCohort({ ...cohort, savedAt: new Date().toISOString() });
  }

  removeCohort(name: string): void {
    this.#desk.removeCohort(name);
  }

  /** @throws ResearchError 'not-found'; ThreadError 'busy' while another export runs, 'unreachable' */
  async export(request: ExportRequest): Promise<ExportEnd> {
    const { destinationId, train, validation, heldOutSites, ...asked } = request;
    const report = await this.#thread.ask('export', {
      from: this.#from(destinationId),
      set: {
        ...asked,
        window: undefined,
        rule: { train, validation, heldOutSites },
        product: `Tynys ${this.#options.productVersion}`,
      },
    });
    if (typeof report === 'string') return { kind: report };
    const { studies, added, images, volumes, bytes } = report;
    const leftOut = Object.values(report.leftOut).reduce((sum, times) => sum + times, 0);
    return { kind: 'done', studies, added, images, volumes, bytes, leftOut };
  }

  cancelExport(): void {
    this.#thread.tell('cancelExport', null);
  }

  /** An export that runs is stopped, and goes on when it is asked for again. */
  async close(): Promise<void> {
    this.#fetching?.abort();
    await this.#thread.close();
  }

  async #fetch(destinationId: number, StudyInstanceUID: string, most?: number): Promise<StudyContent> {
    const from = this.#from(destinationId);
    this.#fetching?.abort();
    const fetching = new AbortController();
    this.#fetching = fetching;
    const { signal } = fetching;
    const content = await readFrom(from, signal, (repository) =>
      this.copies.fetch(repository, StudyInstanceUID, {
        signal,
        onFetched: (done, total) => this.#options.onProgress({ step: 'fetching', done, total }),
        ...(most === undefined ? {} : { most }),
      }),
    );
    if (content === 'cancelled') throw new ResearchError('busy');
    return content;
  }

  /** @throws ResearchError 'not-found' */
  #from(destinationId: number): ReadPlace {
    const { destination, placeOf, secret } = this.#options;
    const found = destination(destinationId);
    if (found === undefined) throw new ResearchError('not-found');
    return { place: placeOf(found), options: found.options, secret: secret(destinationId) };
  }
}

function pageOf(studies: readonly StudySummary[], offset: number, limit: number): FoundPage {
  const { studies: total, patients, instances, modality, sex, site, finding } = countCohort(studies);
  return {
    total,
    patients,
    instances,
    modality: [...modality],
    sex: [...sex],
    site: [...site],
    finding: [...finding],
    rows: studies.slice(offset, offset + limit).map(asFound),
  };
}

const asFound = ({
  modalities,
  bodyParts,
  views,
  findings,
  severities,
  ...study
}: StudySummary): FoundPage['rows'][number] => ({
  ...study,
  modalities: [...modalities],
  bodyParts: [...bodyParts],
  views: [...views],
  findings: findings.map(({ code, voice, by, likelihood, probability }) => ({
    code,
    voice,
    by,
    likelihood,
    probability,
  })),
  severities: severities.map(({ name, value, voice }) => ({ name, value, voice })),
});
