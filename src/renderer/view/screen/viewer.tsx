import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Voi } from '../../../domain/grey/index.js';
import {
  changeSettings,
  FailureMessage,
  Message,
  request,
  requestOptions,
  usePainted,
  useSettings,
} from '../../ui/index.js';
import type { CommandId, DragTool } from '../keys/commands.js';
import { commandOf } from '../keys/key-match.js';
import { keyProfiles } from '../keys/key-profiles.js';
import { closeStage } from '../stage/cornerstone.js';
import { type FilmStack, filmStack, initialPanes } from '../stage/film-stack.js';
import type { Stage } from '../stage/stage.js';
import { emptyStage, type StageState } from '../stage/stage-state.js';
import { ContextMenu } from './context-menu.js';
import { HelpSheet } from './help-sheet.js';
import { namedViews } from './presets.js';
import { type Layout, runCommand } from './run-command.js';
import { SeriesStrip } from './series-strip.js';
import { Toolbar } from './toolbar.js';
import { useStages } from './use-stages.js';
import { type Assignment, ViewportPane } from './viewport-pane.js';
import './viewer.css';

interface ViewerProps {
  readonly studyId: number;
  readonly onClose: () => void;
}

const panesOf: Readonly<Record<Layout, number>> = { '1x1': 1, '1x2': 2, '2x1': 2, '2x2': 4 };
const noState = (): StageState => emptyStage;
const noSubscription = (): (() => void) => () => undefined;

/** A study on the screen: its series, one to four viewports, tools and keys. */
export function Viewer({ studyId, onClose }: ViewerProps) {
  const { t } = useTranslation('view');
  const content = useQuery(requestOptions('store:content', { studyId }));
  const stacks = useMemo(
    () => content.data?.series.map((series) => filmStack(content.data.study, series)) ?? [],
    [content.data],
  );

  useEffect(() => {
    void request('store:mark-opened', { studyId }).catch(() => undefined);
  }, [studyId]);
  useEffect(() => closeStage, []);

  const nothingToDraw = content.isError || (content.isSuccess && stacks.length === 0);
  usePainted(nothingToDraw, settled);
  if (content.isError) return <FailureMessage error={content.error} onRetry={() => void content.refetch()} />;
  if (!content.data) return <div className="viewer" aria-busy />;
  if (stacks.length === 0) return <Message title={t('noSeries')} text={t('noSeriesText')} />;
  return <OpenStudy key={studyId} stacks={stacks} onClose={onClose} />;
}

function settled(): void {
  void request('app:settled', { screen: 'view' }).catch(() => undefined);
}

function OpenStudy({
  stacks,
  onClose,
}: {
  readonly stacks: readonly FilmStack[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('view');
  const settings = useSettings();
  const profile = keyProfiles[settings.keyProfile];
  const layout = settings.viewLayout;
  const panes = panesOf[layout];

  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const { stages, onStage, visible } = useStages(grid, panes);
  const [active, setActive] = useState(0);
  const [tool, setTool] = useState<DragTool>('window');
  const [linked, setLinked] = useState(false);
  const [full, setFull] = useState(false);
  const [help, setHelp] = useState(false);
  const [menuAt, setMenuAt] = useState<{ readonly x: number; readonly y: number }>();
  const shownActive = Math.min(active, panes - 1);
  const stage = stages[shownActive];
  const state = useSyncExternalStore(stage?.subscribe ?? noSubscription, stage?.getState ?? noState);

  // Where each pane starts; a pane that comes back after a change of layout shows what it showed before.
  const assigned = useRef<(Assignment | undefined)[]>(initialPanes(stacks, 4));

  const open = useCallback(
    (position: number, stack: FilmStack) => {
      assigned.current[position] = { stack, index: 0 };
      setActive(position);
      void stages[position]?.show(stack, 0);
    },
    [stages],
  );

  const isSettled = state.phase === 'drawn' || state.phase === 'cannot-show';
  usePainted(isSettled, settled);

  /** The stages that a scroll or zoom on one of them moves: all of them when linked. */
  const together = (one: Stage): Stage[] => (linked ? visible() : [one]);
  const views = namedViews(state.drawn, profile, t);
  const showView = (voi: Voi): void => stage?.setVoi(voi);
  const toggleFull = (): void => setFull((is) => panes > 1 && !is);

  const run = (id: CommandId): void =>
    runCommand(id, {
      stage,
      state,
      profile,
      position: shownActive,
      panes,
      stacks,
      together: () => (stage ? together(stage) : []),
      open,
      setTool,
      setActive,
      setHelp,
      toggleLinked: () => setLinked((is) => !is),
      toggleFull,
      toggleOverlay: () => void changeSettings({ overlay: !settings.overlay }),
      setLayout: (viewLayout) => {
        setFull(false);
        // Where each pane is now, for the panes that come back with a larger layout.
        for (const [position, one] of stages.entries()) {
          const { stack, index } = one?.getState() ?? emptyStage;
          if (stack) assigned.current[position] = { stack, index };
        }
        void changeSettings({ viewLayout });
      },
    });

  const onKey = useRef<(event: KeyboardEvent) => void>(() => undefined);
  onKey.current = (event) => {
    if (!root.current?.checkVisibility() || help || menuAt || isTyping(event.target)) return;
    const id = commandOf(event, profile);
    if (id === undefined) return;
    // A focused button keeps the keys that press it, and Tab keeps leading through the controls.
    const onControl =
      event.target instanceof HTMLElement &&
      event.target.closest('button, summary, [role=menu], [role=dialog]');
    if (onControl && ['Space', 'Enter', 'Tab'].includes(event.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    run(id);
  };
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey.current(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);

  const pressed = new Set<CommandId>([`tool-${tool}`, `layout-${layout}`]);
  if (state.drawn?.invertedByReader) pressed.add('invert');
  if (state.playing) pressed.add('play');
  if (linked) pressed.add('link');
  if (settings.overlay) pressed.add('overlay');
  const disabled = new Set<CommandId>();
  if ((state.stack?.films.length ?? 0) < 2) disabled.add('play');
  if (panes === 1) disabled.add('link');

  const shown = visible().flatMap((one) => one.getState().stack?.series.id ?? []);
  const activeSeries = state.stack?.series.id;
  return (
    <div ref={root} className="viewer" data-testid="viewer">
      <Toolbar
        profile={profile}
        pressed={pressed}
        disabled={disabled}
        playing={state.playing}
        views={views}
        onCommand={run}
        onView={showView}
        onClose={onClose}
      />
      <div className="viewer-body">
        <SeriesStrip
          stacks={stacks}
          shown={activeSeries === undefined ? shown : [activeSeries, ...shown]}
          onOpen={(stack) => open(shownActive, stack)}
        />
        <div
          ref={grid}
          className="viewports"
          data-layout={full ? '1x1' : layout}
          data-panes={full ? 1 : panes}
        >
          {Array.from({ length: panes }, (_, position) => (
            <ViewportPane
              // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its position
              key={position}
              position={position}
              active={position === shownActive}
              hidden={full && position !== shownActive}
              overlay={settings.overlay}
              tool={tool}
              initial={assigned.current[position]}
              onStage={onStage}
              onDropSeries={(at, seriesId) => {
                const stack = stacks.find(({ series }) => series.id === seriesId);
                if (stack) open(at, stack);
              }}
              actions={(one, at) => ({
                activate: () => setActive(at),
                drag: (dragTool, by) => {
                  if (dragTool === 'window') one.dragWindow(...by);
                  else for (const each of together(one)) each.pan(by);
                },
                scroll: (films) => {
                  for (const each of together(one)) void each.scroll(films);
                },
                zoom: (factor, around) => {
                  for (const each of together(one)) each.zoom(factor, around);
                },
                menu: setMenuAt,
                fullViewport: toggleFull,
              })}
            />
          ))}
        </div>
      </div>
      <ContextMenu
        at={menuAt}
        profile={profile}
        views={views}
        onCommand={run}
        onView={showView}
        onClose={() => setMenuAt(undefined)}
      />
      <HelpSheet
        opened={help}
        profile={profile}
        profileName={settings.keyProfile}
        onClose={() => setHelp(false)}
      />
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
