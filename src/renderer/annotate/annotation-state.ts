import { create } from 'zustand';
import type { Annotation, AnnotationKind } from '../../domain/annotate/index.js';

/** A shape that the pointer is in the middle of. */
interface Unfinished {
  finish(): void;
  cancel(): void;
}

interface AnnotationState {
  /** What the next drag draws; null: films are windowed and moved. */
  readonly tool: AnnotationKind | null;
  readonly selected: string | null;
  /** What pasting draws. */
  readonly copied: Annotation | null;
  /** A shape whose words or length are being asked for. */
  readonly asking: Asking | null;
  /** What was taken from the second opinion and not looked at yet. */
  readonly prefilled: string | null;
  /** Shapes that this window does not show, by id. */
  readonly hidden: ReadonlySet<string>;
  /** Labels whose shapes it does not show, by their key. */
  readonly hiddenLabels: ReadonlySet<string>;
  readonly unfinished: Unfinished | null;
}

export interface Asking {
  readonly annotation: Annotation;
  /** It is drawn only when the answer is there. */
  readonly isNew: boolean;
}

/** What the reader is doing with annotations; nothing of it outlives the window. */
export const useAnnotationState = create<AnnotationState>(() => ({
  tool: null,
  selected: null,
  copied: null,
  asking: null,
  prefilled: null,
  hidden: new Set(),
  hiddenLabels: new Set(),
  unfinished: null,
}));

const { getState, setState } = useAnnotationState;

export function chooseTool(tool: AnnotationKind | null): void {
  getState().unfinished?.cancel();
  setState({ tool });
}

export const select = (selected: string | null): void => setState({ selected });

export const ask = (asking: Asking | null): void => setState({ asking });

export const toggleHidden = (id: string): void => setState({ hidden: toggled(getState().hidden, id) });

export const toggleLabel = (key: string): void =>
  setState({ hiddenLabels: toggled(getState().hiddenLabels, key) });

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** Escape takes back the last thing first. @returns whether there was something to take back */
export function stepBack(): boolean {
  const { unfinished, asking, tool, selected } = getState();
  if (unfinished) unfinished.cancel();
  else if (asking) setState({ asking: null });
  else if (tool !== null) setState({ tool: null });
  else if (selected !== null) setState({ selected: null });
  else return false;
  return true;
}
