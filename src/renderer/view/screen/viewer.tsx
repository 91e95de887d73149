import { useQuery } from '@tanstack/react-query';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Voi } from '../../../domain/grey/index.js';
import {
  changeSettings,
  FailureMessage,
  Message,
  type Placement,
  request,
  requestOptions,
  usePainted,
  useSettings,
} from '../../ui/index.js';
import type { CommandId } from '../keys/commands.js';
import { commandOf } from '../keys/key-match.js';
import { keyProfiles } from '../keys/key-profiles.js';
import { type FilmStack, filmStack } from '../stage/film-stack.js';
import { keepInStep } from '../stage/keep-in-step.js';
import type { Stage } from '../stage/stage.js';
import { emptyStage, type StageState } from '../stage/stage-state.js';
import { changeWindow } from './change-window.js';
import { ContextMenu } from './context-menu.js';
import { HelpSheet } from './help-sheet.js';
import { namedViews } from './presets.js';
import { runCommand } from './run-command.js';
import { SeriesStrip } from './series-strip.js';
import {
  assignments,
  changeStudyView,
  indexOfFilm,
  type Layout,
  type PaneView,
  rememberPane,
  studyViewOf,
  useStudyView,
} from './study-views.js';
import { Toolbar } from './toolbar.js';
import { useGuests } from './use-guests.js';
import { useStages } from './use-stages.js';
import { ViewportPane } from './viewport-pane.js';
import './viewer.css';

interface ViewerProps {
  readonly studyId: number;
  /** Prepares the study for release. */
  readonly onRelease: () => void;
  readonly onClose: () => void;
  readonly opinion: OpinionSlot;
}

/** A film that is looked at. */
export interface LookedAtFilm {
  readonly studyId: number;
  readonly patientId: number;
  readonly Modality: string;
  /** Undefined until it is drawn. */
  readonly SOPInstanceUID: string | undefined;
}

/** What others have to say of films, beside and over them; the viewer only knows where. */
export interface OpinionSlot {
  readonly opened: boolean;
  readonly heatMapOn: boolean;
  /** The one pane that shows heat maps, so that the original lies beside it; null: every pane. */
  readonly onlyPane: number | null;
  toggle(): void;
  toggleHeatMap(): void;
  compare(onlyPane: number | null): void;
  /** Null: nothing is to be said of it, and no room is taken. */
  beside(film: LookedAtFilm): ReactNode;
  /** @param instanceOf store id of an instance of the studies on the screen */
  over(
    film: { readonly studyId: number; readonly SOPInstanceUID: string },
    placement: Placement,
    instanceOf: (SOPInstanceUID: string) => number | undefined,
  ): ReactNode;
}

const panesOf: Readonly<Record<Layout, number>> = { '1x1': 1, '1x2': 2, '2x1': 2, '2x2': 4 };
const noState = (): StageState => emptyStage;
const noSubscription = (): (() => void) => () => undefined;

/** A study on the screen: its series, one to four viewports, tools and keys. */
export function Viewer({ studyId, onRelease, onClose, opinion }: ViewerProps) {
  const { t } = useTranslation('view');
  const content = useQuery(requestOptions('store:content', { studyId }));
  const stacks = useMemo(
    () => content.data?.series.map((series) => filmStack(content.data.study, series)) ?? [],
    [content.data],
  );

  useEffect(() => {
    void request('store:mark-opened', { studyId }).catch(() => undefined);
  }, [studyId]);

  const nothingToDraw = content.isError || (content.isSuccess && stacks.length === 0);
  usePainted(nothingToDraw, settled);
  if (content.isError) return <FailureMessage error={content.error} onRetry={() => void content.refetch()} />;
  if (!content.data) return <div className="viewer" aria-busy />;
  if (stacks.length === 0) return <Message title={t('noSeries')} text={t('noSeriesText')} />;
  return (
    <OpenStudy
      key={studyId}
      studyId={studyId}
      patientId={content.data.study.patientId}
      stacks={stacks}
      onRelease={onRelease}
      onClose={onClose}
      opinion={opinion}
    />
  );
}

function settled(): void {
  void request('app:settled', { screen: 'view' }).catch(() => undefined);
}

interface OpenStudyProps extends ViewerProps {
  readonly patientId: number;
  readonly stacks: readonly FilmStack[];
}

function OpenStudy(props: OpenStudyProps) {
  const { studyId, patientId, stacks, onRelease, onClose, opinion } = props;
  const { t } = useTranslation('view');
  const settings = useSettings();
  const profile = keyProfiles[settings.keyProfile];
  const left = useStudyView(studyId);
  const { layout = settings.viewLayout, active, tool, linked, planes, full } = left;
  const guests = useGuests(left.guests, patientId);
  const hangable = useMemo(
    () => [...stacks, ...guests.flatMap(({ study, series }) => series.map((each) => filmStack(study, each)))],
    [stacks, guests],
  );
  const panes = panesOf[layout];

  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const { stages, onStage, visible } = useStages(grid, panes);
  const [help, setHelp] = useState(false);
  const [menuAt, setMenuAt] = useState<{ readonly x: number; readonly y: number }>();
  const shownActive = Math.min(active, panes - 1);
  const stage = stages[shownActive];
  const state = useSyncExternalStore(stage?.subscribe ?? noSubscription, stage?.getState ?? noState);

  // A layout chosen in another study is for studies that open later.
  const isNew = left.layout === undefined;
  useEffect(() => {
    if (isNew) changeStudyView(studyId, { layout: settings.viewLayout });
  }, [isNew, studyId, settings.viewLayout]);
  const assigned = useMemo(() => assignments(stacks, left.panes, hangable), [stacks, left.panes, hangable]);
  const onLeave = useCallback(
    (position: number, pane: PaneView) => rememberPane(studyId, position, pane),
    [studyId],
  );
  const setActive = (position: number): void => changeStudyView(studyId, { active: position });
  const open = (position: number, stack: FilmStack): void => {
    setActive(position);
    void stages[position]?.show(stack, 0);
  };

  const isSettled = state.phase === 'drawn' || state.phase === 'cannot-show';
  usePainted(isSettled, settled);

  useEffect(() => {
    if (linked) return keepInStep(stages.slice(0, panes).flatMap((one) => one ?? []));
    return undefined;
  }, [linked, stages, panes]);
  /** The stages that a zoom or pan of one of them moves: all of them when linked. */
  const together = (one: Stage): Stage[] => (linked ? visible() : [one]);
  const views = namedViews(state.drawn, profile, t);
  const showView = (voi: Voi): void => {
    if (stage) changeWindow(stage, together(stage), (one) => one === stage && one.setVoi(voi));
  };
  const toggleFull = (): void => changeStudyView(studyId, { full: panes > 1 && !full });

  /** The film beside itself, moving as one: as it is on the left, with its heat map on the right. */
  const toggleSideBySide = (): void => {
    if (opinion.onlyPane !== null) {
      opinion.compare(null);
      changeStudyView(studyId, { layout: '1x1', active: 0, linked: false, full: false });
      return;
    }
    if (!state.stack) return;
    const film = state.stack.films[state.index];
    const asked = film && { seriesId: state.stack.series.id, film };
    changeStudyView(studyId, {
      layout: '1x2',
      active: 0,
      linked: true,
      full: false,
      asked: asked ? { 0: asked, 1: asked } : {},
    });
    opinion.compare(1);
  };
  useEffect(() => {
    for (const [position, { seriesId, film }] of Object.entries(left.asked)) {
      const stack = hangable.find(({ series }) => series.id === seriesId);
      const pane = stages[Number(position)];
      if (!stack || !pane) continue;
      const { [Number(position)]: _shown, ...asked } = studyViewOf(studyId).asked;
      changeStudyView(studyId, { asked });
      void pane.show(stack, indexOfFilm(stack, film));
    }
  }, [studyId, stages, hangable, left.asked]);
  const instanceOf = useCallback(
    (UID: string) =>
      hangable.flatMap(({ series }) => series.instances).find(({ SOPInstanceUID }) => SOPInstanceUID === UID)
        ?.id,
    [hangable],
  );
  /** Of the film in a pane, which another study of the patient may have lent. */
  const studyOf = (pane: Stage | undefined): number => pane?.getState().stack?.studyId ?? studyId;

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
      showView,
      setTool: (chosen) => changeStudyView(studyId, { tool: chosen }),
      setActive,
      setHelp,
      toggleLinked: () => changeStudyView(studyId, { linked: !linked }),
      toggleFull,
      togglePlanes: () => changeStudyView(studyId, { planes: !planes }),
      toggleOverlay: () => void changeSettings({ overlay: !settings.overlay }),
      toggleOpinion: opinion.toggle,
      toggleHeatMap: opinion.toggleHeatMap,
      toggleSideBySide,
      setLayout: (viewLayout) => {
        changeStudyView(studyId, { layout: viewLayout, full: false });
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
  if (opinion.opened) pressed.add('opinion');
  if (opinion.heatMapOn) pressed.add('heat-map');
  if (opinion.onlyPane !== null) pressed.add('side-by-side');
  if (planes) pressed.add('planes');
  const disabled = new Set<CommandId>();
  if (!state.drawn?.picture.planes.length) disabled.add('planes');
  if ((state.stack?.films.length ?? 0) < 2) disabled.add('play');
  if (panes === 1) disabled.add('link');

  // Known before its film is drawn, so that nothing moves when it is.
  const shownSeries = (state.stack ?? assigned[shownActive]?.stack)?.series;
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
        onRelease={onRelease}
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
              planes={planes}
              tool={tool}
              initial={assigned[position]}
              onLeave={onLeave}
              onStage={onStage}
              onDropSeries={(at, seriesId) => {
                const stack = stacks.find(({ series }) => series.id === seriesId);
                if (stack) open(at, stack);
              }}
              renderOver={(at, SOPInstanceUID, placement) =>
                opinion.onlyPane === null || opinion.onlyPane === at
                  ? opinion.over({ studyId: studyOf(stages[at]), SOPInstanceUID }, placement, instanceOf)
                  : null
              }
              actions={(one, at) => ({
                activate: () => setActive(at),
                drag: (dragTool, by) => {
                  if (dragTool === 'window')
                    changeWindow(one, together(one), (each) => each.dragWindow(...by));
                  else for (const each of together(one)) each.pan(by);
                },
                scroll: (films) => void one.scroll(films),
                zoom: (factor, around) => {
                  for (const each of together(one)) each.zoom(factor, around);
                },
                menu: setMenuAt,
                fullViewport: toggleFull,
              })}
            />
          ))}
        </div>
        {opinion.opened &&
          shownSeries !== undefined &&
          opinion.beside({
            studyId: studyOf(stage),
            patientId,
            Modality: shownSeries.Modality,
            SOPInstanceUID: state.drawn?.header.identity.SOPInstanceUID,
          })}
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
