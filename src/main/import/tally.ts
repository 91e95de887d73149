import type { ImportJob, ImportProgress } from '../../contract/index.js';
import { ProgressMeter } from './progress.js';

/** What an import has found and done so far, and how it is told. */
export class Tally {
  filesTotal = 0;
  bytesTotal = 0;
  /** Promised by a DICOMDIR and not there. */
  missing = 0;
  currentFile = '';
  state: ImportJob['state'] = 'scanning';
  readonly #meter = new ProgressMeter(performance.now());
  readonly #job: () => ImportJob;
  readonly #onProgress: ((progress: ImportProgress) => void) | undefined;
  #filesDone = 0;
  #bytesDone = 0;
  #bytesRead = 0;

  /** @param job as of the last committed batch */
  constructor(job: () => ImportJob, onProgress: ((progress: ImportProgress) => void) | undefined) {
    this.#job = job;
    this.#onProgress = onProgress;
  }

  found(bytes: number): void {
    this.filesTotal += 1;
    this.bytesTotal += bytes;
  }

  /** Bytes came from the medium. */
  read(bytes: number): void {
    this.#bytesRead += bytes;
    this.tell();
  }

  /** A file has its outcome, read or not. */
  done(bytes: number): void {
    this.#filesDone += 1;
    this.#bytesDone += bytes;
    this.tell();
  }

  /** Tells, unless that was done a moment ago. */
  tell(): void {
    const nowMs = performance.now();
    if (this.#onProgress === undefined || !this.#meter.due(nowMs)) return;
    const bytesPerSecond = this.#meter.sample(nowMs, this.#bytesRead);
    const remainingBytes = this.bytesTotal - this.#bytesDone;
    this.#onProgress({
      ...this.#job(),
      state: this.state,
      filesTotal: this.filesTotal,
      filesDone: this.#filesDone,
      bytesTotal: this.bytesTotal,
      missing: this.missing,
      bytesPerSecond,
      secondsLeft: this.state === 'scanning' ? null : this.#meter.secondsLeft(remainingBytes),
      currentFile: this.currentFile,
    });
  }

  /** Tells for the last time. */
  end(job: ImportJob): void {
    this.state = job.state;
    this.#onProgress?.({ ...job, bytesPerSecond: 0, secondsLeft: null, currentFile: '' });
  }
}
