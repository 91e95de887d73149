import type { FileOutcome } from '../../contract/index.js';
import { fileMetaInformation, readHeader } from '../../domain/dicom/index.js';
import type { Ingest, Staged, StagedWriter, Verdict, WriteStore } from '../store/index.js';

/** A caller that was silent for so long begins a new import the next time. */
const SITTING_REST_MS = 60_000;
const PREAMBLE_BYTES = 128;

/** What a sender says of an object before its bytes come. */
export interface Announced {
  /** AE title. */
  readonly caller: string;
  readonly SOPClassUID: string;
  readonly SOPInstanceUID: string;
  readonly TransferSyntaxUID: string;
}

/** Objects that come over the network, on their way into the store by the door that every import uses. */
export class Arrivals {
  readonly #store: WriteStore;
  readonly #onStored: (studyIds: readonly number[]) => void;
  readonly #sittings = new Map<string, Sitting>();

  /** @param onStored studies whose rows changed; once a batch */
  constructor(store: WriteStore, onStored: (studyIds: readonly number[]) => void = () => undefined) {
    this.#store = store;
    this.#onStored = onStored;
    this.#endThoseOfTheDead();
  }

  /** @throws StoreError, StoreFullError; InvalidValueError where an announced UID is none */
  begin(announced: Announced): Arrival {
    const { caller } = announced;
    let sitting = this.#sittings.get(caller);
    if (sitting === undefined || sitting.over) {
      sitting = new Sitting(this.#store, caller, this.#onStored);
      this.#sittings.set(caller, sitting);
    }
    return sitting.begin(announced);
  }

  /** Everything settled so far is durable, and no import is left open. */
  async close(): Promise<void> {
    for (const sitting of this.#sittings.values()) await sitting.end();
    this.#sittings.clear();
  }

  /** What a killed receiver had acknowledged is whole; there is no medium from which its import could go on. */
  #endThoseOfTheDead(): void {
    for (const job of this.#store.jobs()) {
      if (job.state !== 'interrupted' || !job.paths.every(isReceived)) continue;
      this.#store.updateJob(job.id, { state: 'finished', filesTotal: job.filesDone });
    }
  }
}

const PREFIX = 'dicom://';

function isReceived(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** The import of what one caller sends without a long pause. */
class Sitting {
  readonly #store: WriteStore;
  readonly #path: string;
  readonly #jobId: number;
  readonly #ingest: Ingest;
  #rest: NodeJS.Timeout | undefined;
  #files = 0;
  #arriving = 0;
  #flushing = false;
  #flushAgain = false;
  over = false;

  constructor(store: WriteStore, caller: string, onStored: (studyIds: readonly number[]) => void) {
    this.#store = store;
    this.#path = `${PREFIX}${caller}`;
    this.#jobId = store.createJob([this.#path], caller).id;
    this.#ingest = store.beginIngest(this.#jobId, { onCommitted: onStored });
  }

  begin({ SOPClassUID, SOPInstanceUID, TransferSyntaxUID }: Announced): Arrival {
    // Nothing of who sent it: the same object from two senders is one object.
    const meta = fileMetaInformation(SOPClassUID, SOPInstanceUID, TransferSyntaxUID);
    this.#restLater();
    const writer = this.#ingest.stage(0);
    this.#files += 1;
    this.#arriving += 1;
    // Unlike a file of a medium it has no name, and the same object may come twice.
    const file = `${this.#path}/${this.#files}/${SOPInstanceUID}`;
    const arrival = new Arrival(writer, SOPInstanceUID, {
      settle: (verdict, size) => this.#settle(file, verdict, size),
      ended: () => {
        this.#arriving -= 1;
      },
    });
    arrival.write(Buffer.alloc(PREAMBLE_BYTES));
    arrival.write(Buffer.from('DICM', 'latin1'));
    for (const part of meta) arrival.write(part);
    return arrival;
  }

  async end(): Promise<void> {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.#rest);
    await this.#ingest.flush().catch(() => undefined);
    const job = this.#store.job(this.#jobId);
    if (job?.state === 'running' || job?.state === 'scanning') {
      this.#store.updateJob(this.#jobId, { state: 'finished', filesTotal: job.filesDone });
    }
    this.#ingest.dispose();
  }

  async #settle(file: string, verdict: Verdict, size: number): Promise<FileOutcome> {
    const settled = this.#ingest.settle({ file, size, mtimeMs: 0 }, verdict);
    this.#flush();
    return await settled;
  }

  /**
   * The sender waits for its answer, so nothing is held back to fill a batch; what several senders deliver while one
   * batch is written becomes the next.
   */
  #flush(): void {
    if (this.#flushing) {
      this.#flushAgain = true;
      return;
    }
    this.#flushing = true;
    this.#ingest
      .flush()
      // Whoever settled hears of it.
      .catch(() => undefined)
      .finally(() => {
        this.#flushing = false;
        if (!this.#flushAgain) return;
        this.#flushAgain = false;
        this.#flush();
      });
  }

  #restLater(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      if (this.#arriving > 0) this.#restLater();
      else void this.end();
    }, SITTING_REST_MS);
    this.#rest.unref();
  }
}

interface ArrivalEnd {
  readonly settle: (verdict: Verdict, size: number) => Promise<FileOutcome>;
  readonly ended: () => void;
}

/** One object while its bytes come. */
export class Arrival {
  readonly #writer: StagedWriter;
  readonly #SOPInstanceUID: string;
  readonly #end: ArrivalEnd;
  #ended = false;

  constructor(writer: StagedWriter, SOPInstanceUID: string, end: ArrivalEnd) {
    this.#writer = writer;
    this.#SOPInstanceUID = SOPInstanceUID;
    this.#end = end;
  }

  /** @throws StoreFullError */
  write(chunk: Uint8Array): void {
    this.#writer.write(chunk);
  }

  /** The sender went away. */
  abort(): void {
    if (this.#ended) return;
    this.#finish();
    this.#writer.abort();
  }

  /**
   * Resolves once the object is durable, or why it is not wanted: 'mismatch' where it is another one than was announced.
   * @throws StoreError, StoreFullError
   */
  async settle(): Promise<FileOutcome | 'mismatch'> {
    this.#finish();
    const staged = this.#writer.finish();
    const verdict = judge(staged);
    if (verdict.kind === 'dicom' && verdict.header.SOPInstanceUID !== this.#SOPInstanceUID) {
      staged.abort();
      return 'mismatch';
    }
    return await this.#end.settle(verdict, staged.size);
  }

  #finish(): void {
    this.#ended = true;
    this.#end.ended();
  }
}

/** What the bytes are; what is no object is kept aside too, because its sender will not send it again. */
function judge(staged: Staged): Verdict {
  const read = readHeader(staged.source);
  if (read.ok) return { kind: 'dicom', staged, header: read.header };
  return { kind: 'unreadable', reason: read.reason, staged };
}
