import { type RefObject, useCallback, useEffect, useState } from 'react';
import { openStage } from '../stage/cornerstone.js';
import type { FilmStack, PictureStack } from '../stage/film-stack.js';
import type { Stage } from '../stage/stage.js';

interface Stages<S extends PictureStack> {
  /** By position; undefined until the pane is there. */
  readonly stages: readonly (Stage<S> | undefined)[];
  /** For the panes: told when a stage comes and goes. */
  readonly onStage: (position: number, stage: Stage<S> | undefined) => void;
  /** The stages of the panes that the layout has now. */
  readonly visible: () => Stage<S>[];
}

/** The stages of all panes, kept at the size of their elements. */
export function useStages<S extends PictureStack = FilmStack>(
  grid: RefObject<HTMLElement | null>,
  panes: number,
): Stages<S> {
  const [stages, setStages] = useState<readonly (Stage<S> | undefined)[]>([]);

  const onStage = useCallback((position: number, stage: Stage<S> | undefined) => {
    setStages((old) => {
      const next = [...old];
      next[position] = stage;
      return next;
    });
  }, []);

  useEffect(() => {
    const element = grid.current;
    if (!element) return;
    const resize = (): void => {
      if (element.clientWidth === 0 || element.clientHeight === 0) return;
      openStage().resize(true, true);
      for (const stage of stages) stage?.afterResize();
    };
    const observer = new ResizeObserver(resize);
    // The grid itself, and its panes: a full viewport changes them without changing the grid.
    observer.observe(element);
    for (const stage of stages) if (stage) observer.observe(stage.element);
    return () => observer.disconnect();
  }, [grid, stages]);

  return { stages, onStage, visible: () => stages.slice(0, panes).flatMap((stage) => stage ?? []) };
}
