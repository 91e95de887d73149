import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ReleaseJob, ReleaseRecord, ReviewItem } from '../../contract/index.js';
import { isCertain, openPixelWork, runJob, TreeNames } from '../deidentify/index.js';
import type { Selection, WriteStore } from '../store/index.js';
import {
  DEIDENTIFY_OPTIONS_USAGE,
  deidentifyOptions,
  NO_FINDER,
  profileFor,
  reviewReason,
  secretFor,
} from './deidentify-options.js';
import { untilInterrupted } from './interrupt.js';
import { type Output, WrongCall } from './output.js';
import { storeToWrite } from './store-option.js';
import type { Call, Verb } from './verb.js';

/** Items are asked for this many at a time. */
const PAGE = 1000;

export const releaseVerb: Verb = {
  usage: `tynys release UID… --approve [--out DIR] [--profile P] [--store DIR] [--secret-file FILE] [--json]

De-identifies the stored instances of each UID (of a study, a series or an instance) and records their release in the
store: when, by whom, under which profile, the hash of every output. Without --approve nothing leaves: everything
waits for a person in the app's review. With it you approve what the analysis is certain of; what it is not certain of
waits. The same call again goes on where it was stopped.

${DEIDENTIFY_OPTIONS_USAGE}
  --out DIR           also writes the released files to DIR/pseudonym/study/series/instance.dcm

With --json, a line per instance:
  {"file","result":"released|held|failed","SOPInstanceUID"?,"sha256"?,"out"?,"reason"?,"code"?,"changed":N,"boxes":N}
with "file" the original's SOP Instance UID and "SOPInstanceUID" the released one's, and last
{"summary":{"released","held","failed","waiting","bytes","elapsedMs"}}. Exit code 1 when something was held or failed.`,
  options: { ...deidentifyOptions, approve: { type: 'boolean' }, out: { type: 'string' } },
  async run(call) {
    const { positionals, values, output } = call;
    if (positionals.length === 0) throw new WrongCall('release needs at least one UID');
    const store = storeToWrite(values.store);
    const startedMs = performance.now();
    const tally = { released: 0, held: 0, failed: 0, waiting: 0, bytes: 0 };
    try {
      const instanceIds: number[] = [];
      for (const UID of positionals) {
        const found = store.instancesByUID(UID);
        instanceIds.push(...found.map(({ instanceId }) => instanceId));
        if (found.length > 0) continue;
        tally.failed += 1;
        const reason = 'not in this store';
        await output.result(
          { file: UID, result: 'failed', reason, changed: 0, boxes: 0 },
          `${UID}: ${reason}`,
        );
      }
      const profile = profileFor(values, store.releases);
      const selection = { instanceIds: [...new Set(instanceIds)] };
      const stopped = instanceIds.length === 0 ? undefined : await work(store, selection, profile, call);
      await tell(store, selection, profile.name, call, tally);
      const summary = { ...tally, elapsedMs: Math.round(performance.now() - startedMs) };
      await output.result(
        { summary },
        `${tally.released} released, ${tally.held} held, ${tally.failed} failed, ${tally.waiting} waiting for review`,
      );
      if (stopped !== undefined) explain(stopped, output);
      const missed = values['approve'] === true && tally.waiting > 0;
      return tally.held + tally.failed > 0 || missed || stopped !== undefined ? 1 : 0;
    } finally {
      store.close();
    }
  },
};

/** @returns the job that stopped before its end, if one did */
async function work(
  store: WriteStore,
  selection: Selection,
  profile: ReturnType<typeof profileFor>,
  { values, output }: Call,
): Promise<ReleaseJob | undefined> {
  const secret = secretFor(values).bytes;
  const pixels = openPixelWork(() => output.note(NO_FINDER));
  const { releases } = store;
  try {
    return await untilInterrupted(async (signal) => {
      const proposing = releases.propose(selection, profile);
      const proposed = await runJob({ store, jobId: proposing.id, secret, pixels, signal });
      if (proposed.state !== 'finished') return proposed;
      if (values['approve'] !== true) return undefined;
      const certain = [...itemsOf(store, selection, profile.name)].filter(
        (item) => item.state === 'proposed' && isCertain(item),
      );
      releases.decide(
        certain.map(({ id }) => id),
        'accept',
      );
      const releasing = releases.release(selection);
      const released = await runJob({ store, jobId: releasing.id, secret, pixels, signal });
      return released.state === 'finished' ? undefined : released;
    });
  } finally {
    await pixels.close();
  }
}

function* itemsOf(store: WriteStore, selection: Selection, profileName: string): Generator<ReviewItem> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = store.releases.items({ ...selection, offset, limit: PAGE });
    yield* rows.filter(({ profile }) => profile === profileName);
    if (rows.length < PAGE) return;
  }
}

async function tell(
  store: WriteStore,
  selection: Selection,
  profileName: string,
  { values, output }: Call,
  tally: { released: number; held: number; waiting: number; bytes: number },
): Promise<void> {
  const out = typeof values['out'] === 'string' && values['out'] !== '' ? values['out'] : undefined;
  const names = new TreeNames();
  for (const item of itemsOf(store, selection, profileName)) {
    const file = item.SOPInstanceUID;
    const boxes = item.boxes.filter(({ kind }) => kind === 'text').length;
    const { changed } = item;
    const record = item.state === 'released' ? store.releases.recordOf(item.id) : undefined;
    if (record !== undefined) {
      tally.released += 1;
      tally.bytes += record.bytes;
      const written = out === undefined ? {} : { out: await copyOut(store, record, out, names) };
      const { SOPInstanceUID, sha256 } = record;
      await output.result(
        { file, result: 'released', SOPInstanceUID, sha256, ...written, changed, boxes },
        undefined,
      );
      continue;
    }
    const waits = item.state !== 'held';
    if (waits) tally.waiting += 1;
    else tally.held += 1;
    const reason =
      item.state === 'held'
        ? (item.reason ?? '')
        : item.state === 'rejected'
          ? 'a person refused its release'
          : item.findings.length > 0
            ? reviewReason(item.findings)
            : 'waits for review';
    const code = item.heldCode ?? (item.state === 'rejected' ? 'rejected' : 'needs-review');
    await output.result({ file, result: 'held', reason, code, changed, boxes }, `held: ${file}: ${reason}`);
  }
}

async function copyOut(
  store: WriteStore,
  record: ReleaseRecord,
  out: string,
  names: TreeNames,
): Promise<string> {
  const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
  const { path, repeated } = names.next(record, (used) => sha256(join(resolve(out), used)) === record.sha256);
  const to = join(resolve(out), path);
  if (repeated) return join(out, path);
  mkdirSync(dirname(to), { recursive: true });
  // A copy of an earlier call is replaced: it may be of another profile.
  rmSync(to, { force: true });
  await store.releases.copyReleased(record.id, to);
  return join(out, path);
}

function explain(job: ReleaseJob, output: Output): void {
  output.note(
    job.code === 'disk-full'
      ? 'The disk that holds the store is full. What was released before is recorded; free some space and repeat the call.'
      : 'Stopped. What was released before is recorded; repeat the call to go on.',
  );
}
