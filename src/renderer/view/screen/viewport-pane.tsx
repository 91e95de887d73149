import { type DragEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { windowOf } from '../../../domain/grey/index.js';
import { displayName } from '../../../domain/patient/index.js';
import type { DragTool } from '../keys/commands.js';
import { openStage } from '../stage/cornerstone.js';
import type { Vector2 } from '../stage/geometry.js';
import { Stage } from '../stage/stage.js';
import { type DrawnFilm, emptyStage, type StageState } from '../stage/stage-state.js';
import { CannotShowPanel } from './cannot-show.js';
import { Lens } from './lens.js';
import { Overlay } from './overlay.js';
import { OverlayPlanes } from './overlay-planes.js';
import { SERIES_DRAG } from './series-strip.js';
import type { Assignment, PaneView } from './study-views.js';
import { type PointerActions, usePointer } from './use-pointer.js';
import './viewport-pane.css';

interface ViewportPaneProps {
  readonly position: number;
  readonly active: boolean;
  readonly hidden: boolean;
  readonly overlay: boolean;
  readonly planes: boolean;
  readonly tool: DragTool;
  readonly initial: Assignment | undefined;
  /** Told what the pane shows when it goes. */
  readonly onLeave: (position: number, pane: PaneView) => void;
  readonly onStage: (position: number, stage: Stage | undefined) => void;
  readonly onDropSeries: (position: number, seriesId: number) => void;
  /** Lies over the film, where it is now. */
  readonly renderOver: (position: number, drawn: DrawnFilm) => ReactNode;
  readonly actions: (stage: Stage, position: number) => Omit<PointerActions, 'lens'>;
}

const noState = (): StageState => emptyStage;
const noSubscription = (): (() => void) => () => undefined;

/** One viewport with its film, overlay and mouse. */
export function ViewportPane(props: ViewportPaneProps) {
  const {
    position,
    active,
    hidden,
    overlay,
    planes,
    tool,
    initial,
    onLeave,
    onStage,
    onDropSeries,
    renderOver,
    actions,
  } = props;
  const { t } = useTranslation('view');
  const surface = useRef<HTMLDivElement>(null);
  const element = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>();
  const [lensAt, setLensAt] = useState<Vector2>();
  const [dropping, setDropping] = useState(false);
  const state = useSyncExternalStore(stage?.subscribe ?? noSubscription, stage?.getState ?? noState);

  const first = useRef(initial);
  useEffect(() => {
    if (!element.current) return;
    const made = new Stage(`viewport-${position}`, openStage(), element.current);
    setStage(made);
    onStage(position, made);
    if (first.current) void made.show(first.current.stack, first.current.index, first.current.view);
    return () => {
      const { stack, index } = made.getState();
      if (stack)
        onLeave(position, { seriesId: stack.series.id, film: stack.films[index], view: made.view() });
      onStage(position, undefined);
      made.destroy();
    };
  }, [position, onStage, onLeave]);

  const pointer = useRef<PointerActions>(idle);
  pointer.current = stage ? { ...actions(stage, position), lens: setLensAt } : idle;
  usePointer(surface, tool, pointer);

  const drop = (event: DragEvent): void => {
    const seriesId = Number(event.dataTransfer.getData(SERIES_DRAG));
    setDropping(false);
    if (seriesId > 0) onDropSeries(position, seriesId);
  };
  const accept = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(SERIES_DRAG)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setDropping(true);
  };

  const { drawn } = state;
  const shownWindow = drawn?.voi && windowOf(drawn.voi);
  const identity = drawn?.header.identity ?? state.report?.header.identity;
  return (
    <section
      className="viewport"
      data-testid={`viewport-${position}`}
      data-state={state.phase}
      data-active={active || undefined}
      data-dropping={dropping || undefined}
      data-sop-instance-uid={drawn?.header.identity.SOPInstanceUID}
      data-window-center={shownWindow?.center}
      data-window-width={shownWindow?.width}
      data-zoom={drawn?.scale}
      data-frame={drawn ? drawn.picture.frame + 1 : undefined}
      data-image={drawn ? drawn.position + 1 : undefined}
      data-playing={state.playing || undefined}
      data-frames-per-second={state.playing ? state.framesPerSecond : undefined}
      data-reason={state.reason?.code}
      aria-label={t('viewport', {
        number: position + 1,
        name: identity ? displayName(identity.PatientName) : '',
      })}
      aria-current={active || undefined}
      hidden={hidden}
      onDragOver={accept}
      onDragEnter={accept}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
    >
      <div ref={surface} className="viewport-surface">
        <div ref={element} className="viewport-canvas" data-tool={tool} data-covered={!drawn || undefined} />
        {stage && planes && drawn && drawn.picture.planes.length > 0 && (
          <OverlayPlanes stage={stage} drawn={drawn} />
        )}
        {drawn && renderOver(position, drawn)}
      </div>
      {state.phase === 'cannot-show' && <CannotShowPanel state={state} />}
      {state.phase === 'empty' && <p className="viewport-empty">{t('emptyViewport')}</p>}
      {state.phase === 'loading' && (
        <div className="viewport-loading" role="progressbar" aria-label={t('loading')} />
      )}
      <Overlay state={state} full={overlay} />
      {stage && lensAt && drawn && <Lens stage={stage} at={lensAt} planes={planes} />}
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
