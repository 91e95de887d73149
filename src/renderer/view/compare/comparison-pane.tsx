import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../ui/index.js';
import type { CannotShowCode } from '../read/cannot-show.js';
import { CannotShowPanel } from '../screen/cannot-show.js';
import { OverlayPlanes } from '../screen/overlay-planes.js';
import { type PointerActions, usePointer } from '../screen/use-pointer.js';
import { openStage } from '../stage/cornerstone.js';
import type { PictureStack } from '../stage/film-stack.js';
import { Stage } from '../stage/stage.js';
import { emptyStage, type StageState } from '../stage/stage-state.js';
import type { Side } from './comparison.js';

export type ComparedStack = PictureStack;

/** What a pane shows, for whoever decides on it. */
export interface PaneState {
  readonly phase: 'loading' | 'drawn' | 'cannot-show';
  readonly reason: CannotShowCode | undefined;
  /** Address of the object that this is about. */
  readonly object: string | undefined;
}

interface ComparisonPaneProps {
  readonly side: Side;
  readonly title: string;
  readonly hidden: boolean;
  readonly position: number;
  readonly onStage: (position: number, stage: Stage<ComparedStack> | undefined) => void;
  readonly onState: (side: Side, state: PaneState) => void;
  readonly onFrame: (frame: number) => void;
  /** The stages that move as one. */
  readonly together: () => readonly Stage<ComparedStack>[];
  readonly overlay: (side: Side, placement: Placement, frame: number) => ReactNode;
}

const noState = (): StageState<ComparedStack> => emptyStage;
const noSubscription = (): (() => void) => () => undefined;
const ZOOM_PER_WHEEL_STEP = 1.2;

/** One side of a comparison. Left drag: window, Shift or middle: move, right drag or wheel: zoom. */
export function ComparisonPane(props: ComparisonPaneProps) {
  const { side, title, hidden, position, onStage, onState, onFrame, together, overlay } = props;
  const { t } = useTranslation('view');
  const pane = useRef<HTMLElement>(null);
  const element = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage<ComparedStack>>();
  const state = useSyncExternalStore(stage?.subscribe ?? noSubscription, stage?.getState ?? noState);

  useEffect(() => {
    if (!element.current) return;
    const made = new Stage<ComparedStack>(`compared-${side}`, openStage(), element.current);
    setStage(made);
    onStage(position, made);
    return () => {
      onStage(position, undefined);
      made.destroy();
    };
  }, [side, position, onStage]);

  const { drawn, index, reason } = state;
  const phase = state.phase === 'empty' ? 'loading' : state.phase;
  const object = state.stack?.films[index]?.object;
  const code = reason?.code;
  useEffect(() => {
    onFrame(index);
  }, [onFrame, index]);
  useEffect(() => {
    onState(side, { phase, reason: code, object });
  }, [onState, side, phase, code, object]);

  const pointer = useRef<PointerActions>(idle);
  const frames = state.stack?.films.length ?? 1;
  pointer.current = {
    ...idle,
    drag: (tool, by) => {
      for (const each of together()) {
        if (tool === 'window') each.dragWindow(...by);
        else each.pan(by);
      }
    },
    scroll: (steps, at) => {
      for (const each of together()) {
        if (frames > 1) void each.scroll(steps);
        else each.zoom(ZOOM_PER_WHEEL_STEP ** -steps, at);
      }
    },
    zoom: (factor, around) => {
      for (const each of together()) each.zoom(factor, around);
    },
    fullViewport: () => {
      for (const each of together()) each.fit();
    },
  };
  usePointer(pane, 'window', pointer);

  // Where only the boxes changed, the picture stays until its successor is there, and so do they.
  const placement = drawn ? stage?.placement() : undefined;
  return (
    <section
      ref={pane}
      className="compared"
      data-testid={`compared-${side}`}
      data-state={phase}
      data-reason={code}
      data-object={object}
      data-sop-instance-uid={drawn?.header.identity.SOPInstanceUID}
      data-zoom={drawn?.scale}
      aria-label={title}
      hidden={hidden}
    >
      <div ref={element} className="viewport-canvas" data-tool="window" data-covered={!drawn || undefined} />
      {/* Always: whoever decides on a picture has to see what leaves with it. */}
      {stage && drawn && drawn.picture.planes.length > 0 && <OverlayPlanes stage={stage} drawn={drawn} />}
      {phase === 'cannot-show' && <CannotShowPanel state={state} />}
      {phase === 'loading' && (
        <div className="viewport-loading" role="progressbar" aria-label={t('loading')} />
      )}
      {drawn && placement && overlay(side, placement, drawn.position)}
      <h2>
        {title}
        {frames > 1 && ` · ${index + 1} / ${frames}`}
      </h2>
    </section>
  );
}

const nothing = (): void => undefined;
const idle: PointerActions = {
  activate: nothing,
  drag: nothing,
  lens: nothing,
  scroll: nothing,
  zoom: nothing,
  menu: nothing,
  fullViewport: nothing,
};
