import { join } from 'node:path';
import type {
  Cohort,
  CohortQuery,
  Destination,
  EventPayload,
  ExportEnd,
  ExportRequest,
  FoundPage,
  StudyContent,
} from '../../contract/index.js';
import { countCohort, type StudySummary } from '../../domain/research/index.js';
import { LinkError } from '../sync/index.js';
import { DeskFolder } from './desk-folder.js';
import { exportSet } from './export-set.js';
import { openRepository } from './open-repository.js';
import type { Repository } from './repository.js';
import { ResearchCopies } from './research-copies.js';
import { searchStudies } from './search.js';

export interface ResearchOptions {
  readonly storeDir: string;
  /** Undefined where there is none with such an id. */
  readonly destination: (id: number) => Destination | undefined;
  /** The folder of a folder destination, the address of a server. */
  readonly placeOf: (destination: Destination) => string;
  readonly secret: (destinationId: number) => string | undefined;
  readonly productVersion: string;
  readonly onProgress: (progress: EventPayload<'research:progress'>) => void;
}

/** Why the desk cannot do what it was asked; crosses to the window by its code. */
export class ResearchError extends Error {
  override readonly name = 'ResearchError';
  constructor(readonly code: 'not-found' | 'busy' | 'unreachable') {
    super(code);
  }
}

/** The research desk of the desktop: one search, one fetch and one export at a time. */
export class ResearchService {
  readonly copies: ResearchCopies;
  readonly #options: ResearchOptions;
  readonly #desk: DeskFolder;
  #searching: AbortController | undefined;
  #fetching: AbortController | undefined;
  #exporting: AbortController | undefined;
  /** Pages of one search are of one result. */
  #found: { readonly asked: string; readonly studies: StudySummary[] } | undefined;

  constructor(options: ResearchOptions) {
    this.#options = options;
    this.#desk = new DeskFolder(options.storeDir);
    this.copies = new ResearchCopies(join(this.#desk.dir, 'copies'));
  }

  /** @throws ResearchError 'busy' where a later search took its place, 'unreachable' */
  async search(destinationId: number, query: CohortQuery, offset: number, limit: number): Promise<FoundPage> {
    const asked = JSON.stringify([destinationId, query]);
    if (offset === 0 || this.#found?.asked !== asked) {
      this.#searching?.abort();
      const searching = new AbortController();
      this.#searching = searching;
      const studies = await this.#at(destinationId, searching.signal, (repository, place) =>
        searchStudies(repository, this.#desk.shelf(place), query, {
          signal: searching.signal,
          onLooked: (done) => this.#options.onProgress({ step: 'searching', done, total: 0 }),
        }),
      );
      this.#found = { asked, studies };
    }
    const { studies } = this.#found;
    const { studies: total, ...counts } = countCohort(studies);
    const lists = {
      modality: pairs(counts.modality),
      sex: pairs(counts.sex),
      site: pairs(counts.site),
      finding: pairs(counts.finding),
    };
    const rows = studies.slice(offset, offset + limit).map(asFound);
    return { total, patients: counts.patients, instances: counts.instances, ...lists, rows };
  }

  /** @returns the id of its first image, null where it has none. @throws ResearchError */
  async preview(destinationId: number, StudyInstanceUID: string): Promise<number | null> {
    const { series } = await this.#fetch(destinationId, StudyInstanceUID, 1);
    return series[0]?.instances[0]?.id ?? null;
  }

  /** @returns the id of the copy for the viewer. @throws ResearchError */
  async open(destinationId: number, StudyInstanceUID: string): Promise<number> {
    return (await this.#fetch(destinationId, StudyInstanceUID)).study.id;
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

  /** @throws ResearchError 'busy' while another export runs, 'unreachable' */
  async export({
    destinationId,
    query,
    train,
    validation,
    heldOutSites,
    ...asked
  }: ExportRequest): Promise<ExportEnd> {
    if (this.#exporting !== undefined) throw new ResearchError('busy');
    const exporting = new AbortController();
    this.#exporting = exporting;
    try {
      const report = await this.#at(destinationId, exporting.signal, (repository, place) =>
        exportSet(repository, this.#desk.shelf(place), {
          ...asked,
          query,
          window: undefined,
          rule: { train, validation, heldOutSites },
          splitKey: this.#desk.splitKey(),
          product: `Tynys ${this.#options.productVersion}`,
          signal: exporting.signal,
          onProgress: this.#options.onProgress,
        }),
      );
      if (report === 'settings-differ') return { kind: report };
      const { studies, added, images, volumes, bytes } = report;
      const leftOut = Object.values(report.leftOut).reduce((sum, times) => sum + times, 0);
      return { kind: 'done', studies, added, images, volumes, bytes, leftOut };
    } catch (error) {
      if (exporting.signal.aborted) return { kind: 'cancelled' };
      throw error;
    } finally {
      this.#exporting = undefined;
    }
  }

  cancelExport(): void {
    this.#exporting?.abort();
  }

  close(): void {
    this.#searching?.abort();
    this.#fetching?.abort();
    this.#exporting?.abort();
  }

  async #fetch(destinationId: number, StudyInstanceUID: string, most?: number): Promise<StudyContent> {
    this.#fetching?.abort();
    const fetching = new AbortController();
    this.#fetching = fetching;
    return await this.#at(destinationId, fetching.signal, (repository) =>
      this.copies.fetch(repository, StudyInstanceUID, {
        signal: fetching.signal,
        onFetched: (done, total) => this.#options.onProgress({ step: 'fetching', done, total }),
        ...(most === undefined ? {} : { most }),
      }),
    );
  }

  async #at<T>(
    destinationId: number,
    signal: AbortSignal,
    work: (repository: Repository, place: string) => Promise<T>,
  ): Promise<T> {
    const destination = this.#options.destination(destinationId);
    if (destination === undefined) throw new ResearchError('not-found');
    const place = this.#options.placeOf(destination);
    let repository: Repository | undefined;
    try {
      repository = openRepository({
        place,
        options: destination.options,
        secret: () => this.#options.secret(destinationId),
      });
      return await work(repository, place);
    } catch (error) {
      if (signal.aborted) throw new ResearchError('busy');
      throw error instanceof LinkError ? new ResearchError('unreachable') : error;
    } finally {
      repository?.close();
    }
  }
}

const pairs = (counts: readonly (readonly [string, number])[]): [string, number][] =>
  counts.map(([value, times]) => [value, times]);

const asFound = ({ modalities, bodyParts, views, findings, severities, ...study }: StudySummary) => ({
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
