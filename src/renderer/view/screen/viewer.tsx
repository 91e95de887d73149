import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudyContent } from '../../../contract/index.js';
import type { Voi } from '../../../domain/grey/index.js';
import { PANES_OF } from '../../../domain/hang/index.js';
import {
  changeSettings,
  FailureMessage,
  Message,
  request,
  requestOptions,
  usePainted,
  useSettings,
} from '../../ui/index.js';
import { PriorBadge } from '../hang/prior-badge.js';
import { useHanging } from '../hang/use-hanging.js';
import type { CommandId } from '../keys/commands.js';
import { commandOf } from '../keys/key-match.js';
import { keyProfiles } from '../keys/key-profiles.js';
import { type FilmStack, filmStack } from '../stage/film-stack.js';
import { freshView } from '../stage/film-view.js';
import { keepInStep } from '../stage/keep-in-step.js';
import type { Stage } from '../stage/stage.js';
import { emptyStage, type StageState } from '../stage/stage-state.js';
import { Beside } from './beside.js';
import { changeWindow } from './change-window.js';
import { ContextMenu } from './context-menu.js';
import { followLooks } from './film-looks.js';
import type { ShownStack } from './hang-study.js';
import { HelpSheet } from './help-sheet.js';
import { namedViews } from './presets.js';
import { runCommand } from './run-command.js';
import { SeriesStrip } from './series-strip.js';
import type { AnnotationSlot, BesideTab, FilmInPane, OpinionSlot } from './slots.js';
import {
  assignments,
  changeStudyView,
  indexOfFilm,
  type PaneView,
  rememberPane,
  studyViewOf,
  useStudyView,
} from './study-views.js';
import { Toolbar } from './toolbar.js';
import { useBeside } from './use-beside.js';
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
  readonly annotations: AnnotationSlot;
  /** In the order of their tabs. */
  readonly beside: readonly BesideTab[];
}

const noState = (): StageState => emptyStage;
const noSubscription = (): (() => void) => () => undefined;

/** A study on the screen: its series, one to four viewports, tools and keys. */
export function Viewer(props: ViewerProps) {
  const { studyId } = props;
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
      {...props}
      content={content.data}
      patientId={content.data.study.patientId}
      stacks={stacks}
    />
  );
}

function settled(): void {
  void request('app:settled', { screen: 'view' }).catch(() => undefined);
}

interface OpenStudyProps extends ViewerProps {
  readonly content: StudyContent;
  readonly patientId: number;
  readonly stacks: readonly FilmStack[];
}

function OpenStudy(props: OpenStudyProps) {
  const { studyId, content, patientId, stacks, onRelease, onClose, opinion, annotations, beside } = props;
  const { t } = useTranslation('view');
  const settings = useSettings();
  const profile = keyProfiles[settings.keyProfile];
  const left = useStudyView(studyId);
  const { layout = settings.viewLayout, active, tool, linked, planes, full } = left;
  const { besideOpen, besideIsOpen, openBeside, toggleBeside } = useBeside();
  const guests = useGuests(left.guests, patientId);
  const hangable = useMemo(
    () => [...stacks, ...guests.flatMap(({ study, series }) => series.map((each) => filmStack(study, each)))],
    [stacks, guests],
  );
  const panes = PANES_OF[layout];

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
  const hanging = useHanging(content, isNew, profile);
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

  useEffect(
    () => followLooks(studyId, () => stages.slice(0, panes).flatMap((one) => one ?? [])),
    [studyId, stages, panes],
  );

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
    for (const [position, { seriesId, film, voi }] of Object.entries(left.asked)) {
      const stack = hangable.find(({ series }) => series.id === seriesId);
      const pane = stages[Number(position)];
      if (!stack || !pane) continue;
      const { [Number(position)]: _shown, ...asked } = studyViewOf(studyId).asked;
      changeStudyView(studyId, { asked });
      void pane.show(stack, indexOfFilm(stack, film), { ...freshView, voi });
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
  const filmIn = (pane: Stage | undefined, drawn = pane?.getState().drawn): FilmInPane | undefined => {
    const placement = drawn && pane?.placement();
    if (!placement) return undefined;
    return {
      front: studyId,
      studyId: studyOf(pane),
      SOPInstanceUID: drawn.header.identity.SOPInstanceUID,
      frame: drawn.picture.frame + 1,
      Modality: drawn.header.identity.Modality,
      picture: drawn.picture,
      placement,
    };
  };
  const showFilm = (SOPInstanceUID: string, frame: number): void => {
    const object = `object/${instanceOf(SOPInstanceUID) ?? 0}` as const;
    const stack = hangable.find(({ films }) => films.some((film) => film.object === object));
    if (!stack || !stage) return;
    const index = indexOfFilm(stack, { object, frame: frame - 1 });
    if (state.stack === stack) void stage.goTo(index);
    else void stage.show(stack, index);
  };

  const shownStacks = (): ShownStack[] =>
    stages.slice(0, panes).flatMap((pane, position) => {
      const { stack, index } = pane?.getState() ?? emptyStage;
      return stack ? [{ position, stack, index }] : [];
    });

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
      setTool: (chosen) => {
        annotations.putAway();
        changeStudyView(studyId, { tool: chosen });
      },
      setActive,
      setHelp,
      stepPrior: (step) => hanging.step(shownStacks(), step),
      keepArrangement: () => hanging.keep(shownStacks(), layout, linked),
      toggleLinked: () => changeStudyView(studyId, { linked: !linked }),
      toggleFull,
      togglePlanes: () => changeStudyView(studyId, { planes: !planes }),
      toggleOverlay: () => void changeSettings({ overlay: !settings.overlay }),
      toggleBeside,
      draw: (kind) => annotations.draw(kind, filmIn(stage)),
      annotate: (what) => annotations.act(what, studyId, filmIn(stage), showFilm),
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
    const inMenu =
      event.target instanceof Element && event.target.closest('[role=menu], [role=dialog]') !== null;
    if (!inMenu && annotations.takesKey(event.key)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
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

  const pressed = new Set<CommandId>([`layout-${layout}`]);
  if (annotations.tool === null) pressed.add(`tool-${tool}`);
  if (state.drawn?.invertedByReader) pressed.add('invert');
  if (state.playing) pressed.add('play');
  if (linked) pressed.add('link');
  if (settings.overlay) pressed.add('overlay');
  if (besideIsOpen) pressed.add(besideOpen);
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
        drawing={annotations.tool}
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
              renderOver={(at, drawn) => {
                const film = filmIn(stages[at], drawn);
                if (!film) return null;
                return (
                  <>
                    {(opinion.onlyPane === null || opinion.onlyPane === at) &&
                      opinion.over(film, film.placement, instanceOf)}
                    {annotations.over(film)}
                    {film.studyId !== studyId && (
                      <PriorBadge study={content.study} StudyDate={drawn.header.identity.StudyDate} />
                    )}
                  </>
                );
              }}
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
          {hanging.notice}
        </div>
        {besideIsOpen && shownSeries !== undefined && (
          <Beside
            tabs={beside}
            open={besideOpen}
            onOpen={openBeside}
            film={{
              front: studyId,
              studyId: studyOf(stage),
              patientId,
              Modality: shownSeries.Modality,
              SOPInstanceUID: state.drawn?.header.identity.SOPInstanceUID,
              show: showFilm,
            }}
          />
        )}
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
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      // What lies beside the films and has keys of its own, such as a form.
      target.closest('[data-own-keys]') !== null)
  );
}
