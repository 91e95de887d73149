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
  /** Shapes that this window does not show, by id. */
  readonly hidden: ReadonlySet<string>;
  readonly unfinished: Unfinished | null;
}

export interface Asking {
  readonly studyId: number;
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
  hidden: new Set(),
  unfinished: null,
}));

const { getState, setState } = useAnnotationState;

export function chooseTool(tool: AnnotationKind | null): void {
  getState().unfinished?.cancel();
  setState({ tool });
}

export const select = (selected: string | null): void => setState({ selected });

export function toggleHidden(id: string): void {
  const hidden = new Set(getState().hidden);
  if (!hidden.delete(id)) hidden.add(id);
  setState({ hidden });
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
