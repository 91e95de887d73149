import type { Annotation, AnnotationChange, AnnotationKind } from './annotation.js';

/** What is drawn, by id; at most one of an id. */
export type Drawing = ReadonlyMap<string, Annotation>;

/** Why a change is none: a code for tests and logs. */
export type ChangeProblem = 'nothing' | 'another' | 'locked' | 'points' | 'length' | 'outdated';

/** Smallest and largest number of points of a kind. */
const POINTS: Readonly<Record<AnnotationKind, readonly [least: number, most: number]>> = {
  point: [1, 1],
  label: [1, 1],
  arrow: [2, 2],
  length: [2, 2],
  bidirectional: [4, 4],
  angle: [3, 3],
  cobb: [4, 4],
  rectangle: [4, 4],
  ellipse: [4, 4],
  polygon: [3, 10_000],
  freehand: [3, 10_000],
  'cardiothoracic-ratio': [6, 6],
  calibration: [2, 2],
  'key-image': [0, 0],
};

/** What two annotations of one id must share to be the same drawing: all but who touched them when. */
export function isSameDrawing(a: Annotation | null, b: Annotation | null): boolean {
  return content(a) === content(b);
}

/** In a fixed order, whatever the order in which an object holds its members. */
const content = (annotation: Annotation | null): string =>
  annotation === null
    ? ''
    : JSON.stringify([
        annotation.id,
        annotation.SOPInstanceUID,
        annotation.frame,
        annotation.kind,
        annotation.points.map(({ x, y }) => [x, y]),
        annotation.text,
        annotation.label === null
          ? null
          : [
              annotation.label.CodeValue,
              annotation.label.CodingSchemeDesignator,
              annotation.label.CodeMeaning,
            ],
        annotation.lengthMm,
        annotation.locked,
        annotation.author,
      ]);

/**
 * Why a change cannot be made, undefined where it can. A locked annotation can only be unlocked; an annotation
 * never moves to another image or becomes another kind.
 * @param current what is drawn under that id now, null for nothing
 */
export function problemOf(
  { before, after }: AnnotationChange,
  current: Annotation | null,
): ChangeProblem | undefined {
  if (before === null && after === null) return 'nothing';
  if (before !== null && after !== null && !isOneThing(before, after)) return 'another';
  if (!isSameDrawing(before, current)) return 'outdated';
  if (before?.locked && !isSameDrawing({ ...before, locked: false }, after)) return 'locked';
  return after === null ? undefined : shapeProblem(after);
}

const isOneThing = (a: Annotation, b: Annotation): boolean =>
  a.id === b.id && a.SOPInstanceUID === b.SOPInstanceUID && a.frame === b.frame && a.kind === b.kind;

function shapeProblem({ kind, points, lengthMm }: Annotation): ChangeProblem | undefined {
  const [least, most] = POINTS[kind];
  if (points.length < least || points.length > most) return 'points';
  if (!points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return 'points';
  const lengthIsRight = kind === 'calibration' ? lengthMm !== null && lengthMm > 0 : lengthMm === null;
  return lengthIsRight ? undefined : 'length';
}

/** The id that a change is about; '' for a change of nothing. */
export const changedId = ({ before, after }: AnnotationChange): string => after?.id ?? before?.id ?? '';

/** What is drawn after a change that `problemOf` has nothing against. */
export function applyChange(drawing: Drawing, change: AnnotationChange): Drawing {
  const next = new Map(drawing);
  if (change.after === null) next.delete(changedId(change));
  else next.set(change.after.id, change.after);
  return next;
}

/** The change that takes a change back. */
export const invertChange = ({ before, after }: AnnotationChange): AnnotationChange => ({
  before: after,
  after: before,
});

/** Several changes as the one step that a reader takes back at once, the last first. */
export const invertStep = (step: readonly AnnotationChange[]): AnnotationChange[] =>
  [...step].reverse().map(invertChange);

/** What is drawn and the steps that can be taken back or made again, the newest last. */
export interface EditState {
  readonly drawing: Drawing;
  readonly undo: readonly (readonly AnnotationChange[])[];
  readonly redo: readonly (readonly AnnotationChange[])[];
}

export type EditAction =
  /** A reader's step: changes that belong together. */
  | { readonly type: 'edit'; readonly step: readonly AnnotationChange[] }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** What the store says is drawn; steps that no longer fit are forgotten when they are asked for. */
  | { readonly type: 'load'; readonly annotations: readonly Annotation[] };

/** The state after an action, and the changes that the store has to make for it (none where nothing happened). */
export interface Edited {
  readonly state: EditState;
  readonly changes: readonly AnnotationChange[];
}

/** A reader's memory is shorter than this. */
const MOST_STEPS = 500;

export const noEdits: EditState = { drawing: new Map(), undo: [], redo: [] };

/**
 * What is drawn and what can be undone after an action. Pure; a step that does not fit what is drawn (somebody
 * else changed it) changes nothing, and an undo or redo of such a step drops it.
 */
export function edit(state: EditState, action: EditAction): Edited {
  switch (action.type) {
    case 'load': {
      const drawing = new Map(action.annotations.map((annotation) => [annotation.id, annotation]));
      return { state: { ...state, drawing }, changes: [] };
    }
    case 'edit': {
      const drawing = applyStep(state.drawing, action.step);
      if (drawing === undefined || action.step.length === 0) return { state, changes: [] };
      const undo = [...state.undo, action.step].slice(-MOST_STEPS);
      return { state: { drawing, undo, redo: [] }, changes: action.step };
    }
    case 'undo': {
      const step = state.undo.at(-1);
      if (step === undefined) return { state, changes: [] };
      const undo = state.undo.slice(0, -1);
      const back = invertStep(step);
      const drawing = applyStep(state.drawing, back);
      if (drawing === undefined) return { state: { ...state, undo }, changes: [] };
      return { state: { drawing, undo, redo: [...state.redo, step] }, changes: back };
    }
    case 'redo': {
      const step = state.redo.at(-1);
      if (step === undefined) return { state, changes: [] };
      const redo = state.redo.slice(0, -1);
      const drawing = applyStep(state.drawing, step);
      if (drawing === undefined) return { state: { ...state, redo }, changes: [] };
      return { state: { drawing, undo: [...state.undo, step], redo }, changes: step };
    }
  }
}

/** All of a step or, where one change does not fit, undefined. */
function applyStep(drawing: Drawing, step: readonly AnnotationChange[]): Drawing | undefined {
  let next = drawing;
  for (const change of step) {
    if (problemOf(change, next.get(changedId(change)) ?? null) !== undefined) return undefined;
    next = applyChange(next, change);
  }
  return next;
}
