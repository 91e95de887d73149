import { userInfo } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HeldCode, ReleaseJob } from '../../contract/index.js';
import type { Deidentified } from '../../domain/deidentify/index.js';
import {
  type HeldItem,
  type PendingItem,
  type Proposal,
  type ReleaseBatch,
  type Released,
  StoreError,
  StoreFullError,
  type WriteStore,
} from '../store/index.js';
import { placeOf } from '../thread/index.js';
import { keyedHash } from './keyed.js';
import type { PixelWork } from './pixel-work.js';
import { examine, produce, type Site } from './prepare.js';
import { profileFrom } from './profiles.js';
import { toolVersion } from './tool-version.js';
import { bytesOf, SourceChanged } from './write-parts.js';

/** Asked for at once; a batch is settled sooner when it takes long, so that what is done shows. */
const BATCH_ITEMS = 128;
const BATCH_MS = 400;

export interface JobRun {
  readonly store: WriteStore;
  readonly jobId: number;
  /** The site secret: 32 bytes. */
  readonly secret: Uint8Array;
  readonly pixels: PixelWork;
  readonly signal?: AbortSignal;
  /** After each batch that was committed. */
  readonly onSettled?: (job: ReleaseJob, studyIds: readonly number[]) => void;
  /** After its batch was committed. */
  readonly onItem?: (item: PendingItem, outcome: Proposal | Released) => void;
  /** A defect of ours in one item, which is then held; the message holds no patient data. */
  readonly onDefect?: (message: string) => void;
}

/**
 * Works a job off: analyses what it proposes or releases what was accepted, batch by batch, each committed as a
 * whole. Stopped at any moment, the rest is still to do and `resume` goes on with it.
 * @returns the job as it ended: finished, cancelled by the signal, or parked by a full disk.
 */
export async function runJob(run: JobRun): Promise<ReleaseJob> {
  const { releases } = run.store;
  const job = releases.job(run.jobId);
  if (job === undefined) throw new StoreError('not-found', 'There is no such release job.');
  const sites = new Sites(run);
  const batch = job.kind === 'release' ? releases.beginRelease(run.jobId) : undefined;
  try {
    let last: number | undefined;
    for (;;) {
      if (run.signal?.aborted) return releases.endJob(run.jobId, 'cancelled');
      const items = releases.pending(run.jobId, BATCH_ITEMS);
      if (items.length === 0) return releases.endJob(run.jobId, 'finished');
      if (items[0]?.id === last) throw new Error('an item stays undone however often it is done');
      last = items[0]?.id;
      await settle(run, items, sites, batch);
    }
  } catch (error) {
    if (!(error instanceof StoreFullError)) throw error;
    return parkOnFullDisk(run);
  } finally {
    batch?.dispose();
  }
}

async function settle(
  run: JobRun,
  items: readonly PendingItem[],
  sites: Sites,
  batch: ReleaseBatch | undefined,
): Promise<void> {
  const { releases } = run.store;
  const done: (readonly [PendingItem, Proposal | Released])[] = [];
  const proposals: (readonly [PendingItem, Proposal])[] = [];
  const startedMs = performance.now();
  for (const item of items) {
    // A look at the event loop: cancelling and previews come in between two items.
    await nextTurn();
    // Each batch does one item at least, or a machine that is busy elsewhere would never get on.
    if (run.signal?.aborted || (done.length > 0 && performance.now() - startedMs > BATCH_MS)) break;
    if (batch === undefined) {
      const proposal = await guarded(run, () => propose(run.store, item, sites.of(item)));
      proposals.push([item, proposal]);
      done.push([item, proposal]);
    } else {
      const outcome = await guarded(run, () => release(run.store, item, sites.of(item), batch));
      batch.settle(item, outcome);
      done.push([item, outcome]);
    }
  }
  if (done.length === 0) return;
  if (batch === undefined) releases.settleProposals(run.jobId, proposals);
  else await batch.flush();
  for (const [item, outcome] of done) run.onItem?.(item, outcome);
  const job = releases.job(run.jobId);
  if (job !== undefined) run.onSettled?.(job, [...new Set(done.map(([{ studyId }]) => studyId))]);
}

/** The sites of a job's profiles: one, unless a job was given items of several. */
class Sites {
  readonly #run: JobRun;
  readonly #hmac: Site['hmac'];
  readonly #byHash = new Map<string, Site>();

  constructor(run: JobRun) {
    this.#run = run;
    this.#hmac = keyedHash(run.secret);
  }

  of({ profileHash }: PendingItem): Site {
    let site = this.#byHash.get(profileHash);
    if (site === undefined) {
      const kept = this.#run.store.releases.profile(profileHash);
      if (kept === undefined) throw new Error('an item without its profile');
      site = { profile: profileFrom(kept), hmac: this.#hmac, pixels: this.#run.pixels };
      this.#byHash.set(profileHash, site);
    }
    return site;
  }
}

async function propose(store: WriteStore, item: PendingItem, site: Site): Promise<Proposal> {
  const object = store.openObject(item.instanceId);
  if (object === undefined) return gone;
  return await object.withSource(async (source) => {
    // First what costs little: an object that cannot be released needs no look at its pixels.
    const result = await produce(source, [], site);
    if (!result.ok) return held(result.held, result.reason);
    const examined = await examine(source, site);
    if (!examined.ok) return held(examined.held, examined.reason);
    const { findings, pixelCheck, boxes } = examined;
    const drawn = item.boxes.filter((box) => box.source === 'drawn');
    return {
      kind: 'proposed',
      findings,
      pixelCheck,
      boxes: [...boxes, ...drawn],
      changed: result.report.length,
    } as const;
  });
}

async function release(
  store: WriteStore,
  item: PendingItem,
  site: Site,
  batch: ReleaseBatch,
): Promise<Released | HeldItem> {
  const object = store.openObject(item.instanceId);
  if (object === undefined) return gone;
  return await object.withSource(async (source) => {
    const result = await produce(source, item.boxes, site);
    if (!result.ok) return held(result.held, result.reason);
    return stageReleased(result, item, batch);
  });
}

function stageReleased(result: Deidentified, item: PendingItem, batch: ReleaseBatch): Released {
  const writer = batch.stage(result.size);
  try {
    for (const chunk of bytesOf(result)) writer.write(chunk);
  } catch (error) {
    writer.abort();
    throw error;
  }
  return {
    kind: 'released',
    staged: writer.finish(),
    SOPInstanceUID: result.SOPInstanceUID,
    SeriesInstanceUID: result.SeriesInstanceUID,
    StudyInstanceUID: result.StudyInstanceUID,
    PatientID: result.PatientID,
    changed: result.report.length,
    boxes: item.boxes.filter(({ kind }) => kind === 'text').length,
    toolVersion: toolVersion(),
    releasedBy: userInfo().username,
  };
}

function held(code: HeldCode, reason: string): HeldItem {
  return { kind: 'held', code, reason };
}

const gone = held('unreadable', 'its bytes are missing from the store');

/** An object that meets a defect of ours is held, and the rest goes on; what is wrong with the store stops the job. */
async function guarded<T>(run: JobRun, work: () => Promise<T>): Promise<T | HeldItem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (error instanceof SourceChanged) return held('unreadable', 'its bytes in the store are damaged');
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return gone;
    run.onDefect?.(`an object could not be de-identified: ${placeOf(error)}`);
    return held('internal', 'it met a defect of this program');
  }
}

function parkOnFullDisk({ store, jobId }: JobRun): ReleaseJob {
  try {
    return store.releases.endJob(jobId, 'parked', 'disk-full');
  } catch (error) {
    const job = store.releases.job(jobId);
    // Not even this row fits any more: the next start finds the job unfinished and parks it.
    if (!(error instanceof StoreFullError) || job === undefined) throw error;
    return { ...job, state: 'parked', code: 'disk-full' };
  }
}
