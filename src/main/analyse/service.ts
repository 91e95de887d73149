import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisProgress, ModelSummary } from '../../contract/index.js';
import { StoreError, type WriteStore } from '../store/index.js';
import { type Launch, WorkerThread } from '../thread/index.js';
import type { AnalyseEvent, AnalyseProcess, ModelFolders } from './analyse-process.js';
import { usable } from './model-choice.js';
import { readModelPackage, readModelShelf } from './model-shelf.js';
import { PROCESS_HEAP_MB, PROCESS_REST_MS } from './remote-analyser.js';

/** A study whose images are still arriving is left alone for so long after its last one. */
const STABLE_MS = 2_000;

export interface AnalyseServiceOptions {
  readonly store: WriteStore;
  readonly models: ModelFolders;
  /** The built entry `analyse-worker.js`. */
  readonly workerUrl: URL;
  readonly launch: Launch;
  readonly productVersion: string;
  /** What the site wants: which findings models run, and whether by themselves. Read when it is needed. */
  readonly wishes: () => { readonly automatic: boolean; readonly models: readonly string[] };
  readonly onProgress: (progress: AnalysisProgress) => void;
  readonly onChanged: (studyIds: number[]) => void;
  /** The message holds no patient data. */
  readonly onDefect?: (message: string) => void;
  readonly stableMs?: number;
}

/** Second opinions for the desktop: what is to be analysed waits in the store, a process of its own works it off. */
export class AnalyseService {
  readonly #options: AnalyseServiceOptions;
  readonly #process: WorkerThread<AnalyseProcess>;
  readonly #arriving = new Set<number>();
  #stable: NodeJS.Timeout | undefined;
  #running = false;
  #closed = false;
  /** The process took a film up since it was last told to run. */
  #tookOne = false;

  constructor(options: AnalyseServiceOptions) {
    this.#options = options;
    const { store, models, productVersion } = options;
    this.#process = new WorkerThread({
      name: 'the inference process',
      url: options.workerUrl,
      launch: options.launch,
      start: () => ({ storeDir: store.dir, models, productVersion }),
      heapMb: PROCESS_HEAP_MB,
      restMs: PROCESS_REST_MS,
      onEvent: (event) => this.#hear(event),
      onDefect: (message) => options.onDefect?.(message),
    });
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Goes on with what an earlier run of the application left. */
  start(): void {
    this.#pump();
  }

  /** Images arrived: their films are queued once nothing more has arrived for a while. */
  arrived(studyIds: readonly number[]): void {
    for (const studyId of studyIds) this.#arriving.add(studyId);
    clearTimeout(this.#stable);
    this.#stable = setTimeout(() => {
      const studies = [...this.#arriving];
      this.#arriving.clear();
      if (!this.#closed && this.#options.wishes().automatic) this.#queue(studies, {});
    }, this.#options.stableMs ?? STABLE_MS);
    this.#stable.unref();
  }

  /**
   * Analyses the films of studies now, before everything that waits; also those that were answered before.
   * @returns how many films are queued
   * @throws StoreError 'not-found' where no model is installed
   */
  run(studyIds: readonly number[]): number {
    if (this.#active().length === 0) throw new StoreError('not-found', 'No model for findings is installed.');
    return this.#queue(studyIds, { urgent: true, again: true });
  }

  progress(): AnalysisProgress {
    return { ...this.#options.store.analyses.counts(), busy: this.#running };
  }

  /** Takes what waits out of the queue; the film in hand is finished. */
  cancel(): void {
    this.#options.store.analyses.clear();
    if (this.#running) this.#process.tell('stop', null);
    this.#tell();
  }

  models(): ModelSummary[] {
    const active = new Set(this.#active().map(({ card }) => card.name));
    return readModelShelf(this.#options.models).map((model) =>
      model.ok
        ? { ok: true, card: model.card, builtIn: model.builtIn, active: active.has(model.card.name) }
        : { ok: false, name: model.name, builtIn: model.builtIn, problem: model.problem },
    );
  }

  /**
   * Installs a package from a folder: copied, checked where it then lies, and only then put in place.
   * @throws StoreError 'bad-request' with a sentence that says what is wrong with it
   */
  install(dir: string): ModelSummary {
    const { site } = this.#options.models;
    const read = readModelPackage(dir);
    if (!read.ok) throw new StoreError('bad-request', PROBLEMS[read.problem]);
    const taken = readModelShelf(this.#options.models).some(
      (model) => model.ok && model.builtIn && model.card.name === read.card.name,
    );
    if (taken) throw new StoreError('bad-request', PROBLEMS['name-taken']);
    mkdirSync(site, { recursive: true });
    const staging = join(site, `.${read.card.name}.new`);
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging);
    for (const file of ['card.json', 'model.onnx']) cpSync(join(dir, file), join(staging, file));
    const copied = readModelPackage(staging);
    if (!copied.ok) {
      rmSync(staging, { recursive: true, force: true });
      throw new StoreError('bad-request', PROBLEMS[copied.problem]);
    }
    const target = join(site, read.card.name);
    if (existsSync(target)) rmSync(target, { recursive: true });
    renameSync(staging, target);
    return { ok: true, card: copied.card, builtIn: false, active: false };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#stable);
    await this.#process.close();
  }

  #active() {
    const { models } = this.#options.wishes();
    const shelf = readModelShelf(this.#options.models, { trustWeights: true });
    const installed = usable(shelf, 'findings').filter(({ card }) => card.enabled);
    const chosen = installed.filter(({ card }) => models.includes(card.name));
    // Where nothing that is installed was chosen, the product's own runs.
    return chosen.length > 0 ? chosen : installed.slice(0, 1);
  }

  #queue(studyIds: readonly number[], how: { urgent?: boolean; again?: boolean }): number {
    const { analyses } = this.#options.store;
    const films = analyses.filmsOf(studyIds);
    let queued = 0;
    for (const { card } of films.length === 0 ? [] : this.#active()) {
      queued += analyses.queue(films, { model: card.name, weightsSha256: card.weightsSha256 }, how);
    }
    if (queued > 0) {
      this.#options.onChanged([...studyIds]);
      this.#pump();
    }
    return queued;
  }

  #pump(): void {
    if (this.#running || this.#closed || this.progress().waiting === 0) return;
    this.#running = true;
    this.#tell();
    void this.#work();
  }

  async #work(): Promise<void> {
    this.#tookOne = false;
    let goOn = false;
    try {
      // 'stopped' by a cancel: what was queued meanwhile still wants to be done.
      goOn = (await this.#process.ask('run', null)) !== 'disk-full';
    } catch {
      // It died. The films that it had taken up are known from their rows: what it said last may be lost.
      const studyIds = this.#options.store.analyses.recover();
      if (studyIds.length > 0) this.#options.onChanged(studyIds);
      // One that dies before it takes a film up would do so again and again.
      goOn = studyIds.length > 0 || this.#tookOne;
    }
    this.#running = false;
    this.#tell();
    if (goOn) this.#pump();
  }

  #hear(event: AnalyseEvent): void {
    this.#tookOne = true;
    this.#options.onChanged([event.studyId]);
    if (event.kind === 'settled') this.#tell();
  }

  #tell(): void {
    this.#options.onProgress(this.progress());
  }
}

const PROBLEMS = {
  'card-missing': 'This folder holds no model package: there is no card.json in it.',
  'card-invalid': 'The card.json of this package does not say what a card must say.',
  'weights-missing': 'This package has no model.onnx.',
  'weights-differ': 'The weights of this package are not those that its card speaks of.',
  'name-taken': 'A built-in model has this name.',
} as const;
