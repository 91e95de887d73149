import type { AnnotationKind } from '../../../domain/annotate/index.js';
import type { Voi } from '../../../domain/grey/index.js';
import {
  type CommandId,
  type DragTool,
  type DrawCommandId,
  drawnBy,
  isDrawCommand,
} from '../keys/commands.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import type { FilmStack } from '../stage/film-stack.js';
import type { Stage } from '../stage/stage.js';
import type { StageState } from '../stage/stage-state.js';
import { numberedView } from './presets.js';
import type { BesideName } from './slots.js';
import type { Layout } from './study-views.js';

/** What a command may act on: the active viewport, and the viewer around it. */
export interface CommandContext {
  readonly stage: Stage | undefined;
  readonly state: StageState;
  readonly profile: KeyProfile;
  /** Of the active viewport. */
  readonly position: number;
  readonly panes: number;
  readonly stacks: readonly FilmStack[];
  /** The active stage, with those that are linked to it. */
  together(): readonly Stage[];
  open(position: number, stack: FilmStack): void;
  /** Shows the active film by this window or table, and those that are linked to it. */
  showView(voi: Voi): void;
  setTool(tool: DragTool): void;
  setActive(position: number): void;
  setHelp(shown: boolean): void;
  setLayout(layout: Layout): void;
  /** Puts an older (1) or newer (-1) prior beside the study's own film. */
  stepPrior(step: 1 | -1): void;
  keepArrangement(): void;
  toggleLinked(): void;
  toggleFull(): void;
  toggleOverlay(): void;
  toggleHeatMap(): void;
  toggleSideBySide(): void;
  togglePlanes(): void;
  draw(kind: AnnotationKind): void;
  annotate(act: 'remove' | 'copy' | 'paste' | 'undo' | 'redo'): void;
  toggleBeside(name: BesideName): void;
}

const ZOOM_STEP = 1.25;

/** Carries out a command, whether it came from a key, a button or the menu. */
export function runCommand(id: CommandId, context: CommandContext): void {
  const { stage, state, position, panes } = context;
  const all = (act: (one: Stage) => void): void => {
    for (const one of context.together()) act(one);
  };
  const view = (number: number): void => {
    const voi = numberedView(state.drawn, context.profile, number);
    if (voi) context.showView(voi);
  };
  const series = (step: number): void => {
    const now = context.stacks.findIndex((stack) => stack.series.id === state.stack?.series.id);
    const next = context.stacks[now + step];
    if (next) context.open(position, next);
  };
  if (isDrawCommand(id)) {
    context.draw(drawnBy(id));
    return;
  }
  const commands: Readonly<Record<Exclude<CommandId, DrawCommandId>, () => void>> = {
    'tool-window': () => context.setTool('window'),
    'tool-pan': () => context.setTool('pan'),
    'tool-zoom': () => context.setTool('zoom'),
    'tool-magnify': () => context.setTool('magnify'),
    fit: () => all((one) => one.fit()),
    'one-to-one': () => all((one) => one.oneToOne()),
    'zoom-in': () => all((one) => one.zoom(ZOOM_STEP)),
    'zoom-out': () => all((one) => one.zoom(1 / ZOOM_STEP)),
    invert: () => stage?.invert(),
    'flip-horizontal': () => stage?.flip('horizontal'),
    'flip-vertical': () => stage?.flip('vertical'),
    'rotate-right': () => stage?.rotate(90),
    'rotate-left': () => stage?.rotate(-90),
    reset: () => stage?.reset(),
    'preset-auto': () => {
      const voi = state.drawn?.presets.at(-1);
      if (voi) context.showView(voi);
    },
    'preset-1': () => view(1),
    'preset-2': () => view(2),
    'preset-3': () => view(3),
    'preset-4': () => view(4),
    'preset-5': () => view(5),
    'preset-6': () => view(6),
    'preset-7': () => view(7),
    'image-next': () => void stage?.scroll(1),
    'image-previous': () => void stage?.scroll(-1),
    'image-first': () => void stage?.goTo(0),
    'image-last': () => void stage?.goTo((state.stack?.films.length ?? 1) - 1),
    'series-next': () => series(1),
    'series-previous': () => series(-1),
    'prior-older': () => context.stepPrior(1),
    'prior-newer': () => context.stepPrior(-1),
    'keep-arrangement': context.keepArrangement,
    'viewport-next': () => context.setActive((position + 1) % panes),
    'viewport-previous': () => context.setActive((position + panes - 1) % panes),
    play: () => stage?.togglePlay(),
    'play-faster': () => stage?.changeSpeed('faster'),
    'play-slower': () => stage?.changeSpeed('slower'),
    'full-viewport': context.toggleFull,
    link: context.toggleLinked,
    overlay: context.toggleOverlay,
    opinion: () => context.toggleBeside('opinion'),
    'heat-map': context.toggleHeatMap,
    'side-by-side': context.toggleSideBySide,
    planes: context.togglePlanes,
    'annotation-delete': () => context.annotate('remove'),
    'annotation-copy': () => context.annotate('copy'),
    'annotation-paste': () => context.annotate('paste'),
    undo: () => context.annotate('undo'),
    redo: () => context.annotate('redo'),
    annotations: () => context.toggleBeside('annotations'),
    form: () => context.toggleBeside('form'),
    report: () => context.toggleBeside('report'),
    'layout-1x1': () => context.setLayout('1x1'),
    'layout-1x2': () => context.setLayout('1x2'),
    'layout-2x1': () => context.setLayout('2x1'),
    'layout-2x2': () => context.setLayout('2x2'),
    help: () => context.setHelp(true),
  };
  commands[id]();
}
