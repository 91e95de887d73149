import { create } from 'zustand';
import {
  type Annotation,
  type AnnotationChange,
  type Drawing,
  type EditAction,
  type EditState,
  edit,
  isSameDrawing,
  noEdits,
} from '../../domain/annotate/index.js';
import { listen, RequestError, request } from '../ui/index.js';

interface Drawings {
  /** What is drawn on the films of all studies that have been asked for. */
  readonly drawing: Drawing;
  /** What can be undone, by the study that is in front. */
  readonly steps: Readonly<Record<number, Pick<EditState, 'undo' | 'redo'>>>;
  /** The study of a film that is drawn on. */
  readonly studyOf: ReadonlyMap<string, number>;
  /** Edits that the store has yet to confirm. */
  readonly unsaved: number;
  /** Studies whose drawings could not be read. */
  readonly unread: ReadonlySet<number>;
  /** Why edits wait; null: they do not. */
  readonly failure: unknown;
  /** Somebody else had changed what was edited here, so the edit was given up. */
  readonly overtaken: boolean;
}

export const useDrawings = create<Drawings>(() => ({
  drawing: new Map(),
  steps: {},
  studyOf: new Map(),
  unsaved: 0,
  unread: new Set(),
  failure: null,
  overtaken: false,
}));
const { getState, setState } = useDrawings;

/** In order, each an act of the reader. */
const queue: { readonly changes: readonly AnnotationChange[]; readonly author: string }[] = [];
const asked = new Set<number>();
/** Studies that were read while edits were on their way. */
const missed = new Set<number>();
let sending = false;
let retry: ReturnType<typeof setTimeout> | undefined;
const RETRY_MS = 5000;

/** Reads what is drawn on a study's films, once; later changes come by themselves. */
export function askForStudy(studyId: number): void {
  if (asked.has(studyId)) return;
  asked.add(studyId);
  setState({ unread: new Set([...getState().unread].filter((each) => each !== studyId)) });
  void load(studyId);
}

async function load(studyId: number): Promise<void> {
  try {
    const annotations = await request('annotate:of-study', { studyId });
    // What the reader has done since is not in there yet.
    if (queue.length > 0) {
      missed.add(studyId);
      return;
    }
    const { drawing, studyOf } = getState();
    const others = [...drawing.values()].filter((each) => studyOf.get(each.SOPInstanceUID) !== studyId);
    setState({
      drawing: new Map([...others, ...annotations.map(asKnown)].map((each) => [each.id, each])),
      studyOf: new Map([
        ...studyOf,
        ...annotations.map(({ SOPInstanceUID }) => [SOPInstanceUID, studyId] as const),
      ]),
    });
  } catch {
    asked.delete(studyId);
    setState({ unread: new Set([...getState().unread, studyId]) });
  }
}

/** The same object where nothing changed: what was computed from it stays good. */
function asKnown(annotation: Annotation): Annotation {
  const known = getState().drawing.get(annotation.id);
  const isSame = known?.modifiedAt === annotation.modifiedAt && isSameDrawing(known, annotation);
  return isSame ? known : annotation;
}

/** Reads again what others have changed. @returns a function that ends it */
export function followAnnotations(): () => void {
  return listen('annotate:changed', ({ studyIds }) => {
    for (const studyId of studyIds) if (asked.has(studyId)) void load(studyId);
  });
}

/**
 * Changes what is drawn: on the screen now, in the store as soon as it can.
 * @param front the study whose acts are undone together
 * @returns what was changed; nothing where the act does not fit what is drawn
 */
export function act(
  front: number,
  action: Exclude<EditAction, { readonly type: 'load' }>,
  author: string,
): readonly AnnotationChange[] {
  const { drawing, steps } = getState();
  const before = { ...noEdits, ...steps[front], drawing };
  const { state, changes } = edit(before, action);
  const { undo, redo } = state;
  setState({ drawing: state.drawing, steps: { ...steps, [front]: { undo, redo } }, overtaken: false });
  if (changes.length > 0) {
    queue.push({ changes, author });
    void send();
  }
  return changes;
}

/** A film's study is known before anything is drawn on it. */
export function knowFilm(SOPInstanceUID: string, studyId: number): void {
  const { studyOf } = getState();
  if (studyOf.get(SOPInstanceUID) === studyId) return;
  setState({ studyOf: new Map([...studyOf, [SOPInstanceUID, studyId]]) });
}

/** Tries again now what could not be kept. */
export async function send(): Promise<void> {
  setState({ unsaved: queue.length });
  if (sending) return;
  sending = true;
  clearTimeout(retry);
  try {
    for (let next = queue[0]; next; next = queue[0]) {
      await request('annotate:change', { changes: [...next.changes], author: next.author });
      queue.shift();
      setState({ unsaved: queue.length, failure: null });
    }
  } catch (failure) {
    refused(failure);
  } finally {
    sending = false;
  }
  if (queue.length > 0) return;
  for (const studyId of missed) void load(studyId);
  missed.clear();
}

/** What the store cannot take now is kept; what it never can is given up, with all that was built on it. */
function refused(failure: unknown): void {
  if (!(failure instanceof RequestError && failure.code === 'bad-request')) {
    setState({ failure });
    retry = setTimeout(() => void send(), RETRY_MS);
    return;
  }
  queue.length = 0;
  setState({ unsaved: 0, failure: null, overtaken: true });
  for (const studyId of asked) void load(studyId);
}

/** What is drawn on one frame of a film, in the order of drawing. */
export const onFrame = (drawing: Drawing, SOPInstanceUID: string, frame: number): Annotation[] =>
  [...drawing.values()].filter((each) => each.SOPInstanceUID === SOPInstanceUID && each.frame === frame);
