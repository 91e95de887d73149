import type { ReleaseBox, ReviewItem } from '../../contract/index.js';
import { request } from '../ui/index.js';
import { did, isDecided, redo, type Stand, type Step, standsByState, undo } from './history.js';
import { inOrder } from './in-order.js';
import { itemOf, putItems, readReview, useReview } from './review-state.js';

// What a person does on the review. Each shows at once and is then asked of the store, one after the other; where
// the store refuses, the list is read again and shows what is so.

/** One request takes no more. */
const MOST_IDS = 20_000;

type Decision = 'accept' | 'reject' | 'reopen';
const decisions = { proposed: 'reopen', accepted: 'accept', rejected: 'reject' } as const;
const states = { reopen: 'proposed', accept: 'accepted', reject: 'rejected' } as const;

function ask(work: () => Promise<void>): Promise<void> {
  return inOrder(work).catch(async (error: unknown) => {
    await readReview();
    useReview.setState({ error });
  });
}

function remember(step: Step): void {
  useReview.setState(({ history }) => ({ history: did(history, step) }));
}

function standOf(id: number): Stand | undefined {
  const item = itemOf(id);
  return item && isDecided(item.state) ? { id, state: item.state } : undefined;
}

/** Accepts, rejects or reopens; what is still analysed, held or released is left alone. */
export function decide(ids: readonly number[], decision: Decision): Promise<void> {
  const after = states[decision];
  const before = ids.flatMap((id) => standOf(id) ?? []).filter(({ state }) => state !== after);
  if (before.length === 0) return Promise.resolve();
  remember({ kind: 'decide', before, after });
  return putDecision(
    before.map(({ id }) => id),
    decision,
  );
}

function putDecision(ids: readonly number[], decision: Decision): Promise<void> {
  putItems(ids.flatMap((id) => itemOf(id) ?? []).map((item) => ({ ...item, state: states[decision] })));
  return ask(async () => {
    for (let at = 0; at < ids.length; at += MOST_IDS)
      putItems(await request('deidentify:decide', { ids: ids.slice(at, at + MOST_IDS), decision }));
  });
}

/** Accepts every proposed item in which nothing was found. @returns how many */
export async function acceptClean(): Promise<number> {
  const clean = [...useReview.getState().items.values()]
    .flat()
    .filter(({ state, clean: nothingFound }) => state === 'proposed' && nothingFound);
  if (clean.length === 0) return 0;
  await decide(
    clean.map(({ id }) => id),
    'accept',
  );
  return clean.length;
}

/** Replaces the boxes of an item, which is then to be decided on again. */
export function changeBoxes(id: number, boxes: readonly ReleaseBox[]): Promise<void> {
  const item = itemOf(id);
  if (!item || !isDecided(item.state)) return Promise.resolve();
  remember({ kind: 'boxes', id, before: { boxes: item.boxes, state: item.state }, after: boxes });
  return putBoxes(item, boxes);
}

function putBoxes(item: ReviewItem, boxes: readonly ReleaseBox[]): Promise<void> {
  const { id } = item;
  putItems([{ ...item, boxes: [...boxes], state: 'proposed' }]);
  useReview.setState(({ saving }) => ({ saving: [...saving, id] }));
  return ask(async () => {
    try {
      const kept = await request('deidentify:set-boxes', { id, boxes: [...boxes] });
      // Another change may have been made meanwhile: it is on its way, and what is shown is newer.
      const shown = itemOf(id);
      putItems([{ ...kept, boxes: shown?.boxes ?? kept.boxes, state: shown?.state ?? kept.state }]);
    } finally {
      useReview.setState(({ saving }) => {
        const at = saving.indexOf(id);
        return { saving: saving.filter((_, place) => place !== at) };
      });
    }
  });
}

export function undoLast(): void {
  const answer = undo(useReview.getState().history);
  if (!answer) return;
  const [step, history] = answer;
  useReview.setState({ history, selectedBox: null });
  if (step.kind === 'decide') {
    for (const [state, ids] of standsByState(step.before)) void putDecision(ids, decisions[state]);
    goTo(step.before.length === 1 ? step.before[0]?.id : undefined);
    return;
  }
  const item = itemOf(step.id);
  if (!item) return;
  void putBoxes(item, step.before.boxes);
  if (step.before.state !== 'proposed') void putDecision([step.id], decisions[step.before.state]);
  goTo(step.id);
}

export function redoLast(): void {
  const answer = redo(useReview.getState().history);
  if (!answer) return;
  const [step, history] = answer;
  useReview.setState({ history, selectedBox: null });
  if (step.kind === 'decide') {
    const ids = step.before.map(({ id }) => id);
    void putDecision(ids, decisions[step.after]);
    goTo(ids.length === 1 ? ids[0] : undefined);
    return;
  }
  const item = itemOf(step.id);
  if (!item) return;
  void putBoxes(item, step.after);
  goTo(step.id);
}

/** Shows the item that a step was about, so that nothing changes out of sight. */
function goTo(id: number | undefined): void {
  if (id !== undefined) useReview.setState({ cursorId: id });
}

/** Puts studies on their way out under a profile. */
export async function propose(studyIds: readonly number[], profile: string): Promise<void> {
  try {
    const job = await request('deidentify:propose', { studyIds: [...studyIds], profile });
    started(job);
  } catch (error) {
    useReview.setState({ error });
  }
}

/** Makes the released files of everything accepted. Decisions made before can then no longer be undone. */
export function releaseAccepted(): Promise<void> {
  return ask(async () => {
    useReview.setState({ history: { done: [], undone: [] } });
    started(await request('deidentify:release', {}));
  });
}

export async function resumeJob(jobId: number): Promise<void> {
  try {
    started(await request('deidentify:resume', { jobId }));
  } catch (error) {
    useReview.setState({ error });
  }
}

export async function cancelJob(jobId: number): Promise<void> {
  try {
    await request('deidentify:cancel', { jobId });
  } catch (error) {
    useReview.setState({ error });
  }
}

export async function withdraw(studyId: number): Promise<void> {
  try {
    await request('deidentify:withdraw', { studyIds: [studyId] });
    useReview.setState({ history: { done: [], undone: [] } });
  } catch (error) {
    useReview.setState({ error });
  }
}

function started(job: Awaited<ReturnType<typeof request<'deidentify:resume'>>>): void {
  useReview.setState(({ jobs, ended }) => ({
    error: null,
    ended: ended?.id === job.id ? null : ended,
    jobs:
      job.state === 'running' ? new Map(jobs).set(job.id, { ...job, perSecond: 0, secondsLeft: null }) : jobs,
  }));
}

/** Dismisses what ended or failed last. */
export const dismiss = (): void => useReview.setState({ ended: null, error: null });

export const askForRelease = (studyIds: readonly number[]): void =>
  useReview.setState({ proposing: studyIds });
