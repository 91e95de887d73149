import type { VoiWindow } from '../../../domain/grey/index.js';
import type { CommandId } from './commands.js';

/**
 * A set of keys that hands already know. Keys are named by their place on the keyboard
 * (`KeyboardEvent.code`), so that they work in Cyrillic and Kazakh layouts as well; modifiers come first:
 * `Ctrl+Alt+Shift+KeyA`.
 */
export interface KeyProfile {
  readonly keys: Readonly<Partial<Record<CommandId, readonly string[]>>>;
  /**
   * What `preset-1`, `preset-2`… mean on CT, where values are Hounsfield units; elsewhere,
   * and where nothing is said here, they are the film's own views.
   */
  readonly ctPresets: readonly (CtPreset | undefined)[];
}

export interface CtPreset {
  readonly name: 'soft-tissue' | 'lung' | 'bone' | 'brain' | 'abdomen' | 'mediastinum';
  readonly window: VoiWindow;
}

const ct = (name: CtPreset['name'], width: number, center: number): CtPreset => ({
  name,
  window: { kind: 'window', center, width, function: 'LINEAR', explanation: '' },
});

/** Neither OHIF nor Weasis has most of these tools: one choice for both, of the keys that both leave free. */
const drawingKeys = {
  'draw-length': ['KeyD'],
  'draw-bidirectional': ['Shift+KeyD'],
  'draw-angle': ['Shift+KeyA'],
  'draw-cobb': ['Shift+KeyC'],
  'draw-ellipse': ['KeyE'],
  'draw-rectangle': ['Shift+KeyR'],
  'draw-freehand': ['Shift+KeyF'],
  'draw-polygon': ['Shift+KeyP'],
  'draw-arrow': ['KeyU'],
  'draw-point': ['KeyX'],
  'draw-label': ['Shift+KeyL'],
  'draw-cardiothoracic-ratio': ['Shift+KeyH'],
  'draw-calibration': ['Shift+KeyM'],
  'draw-key-image': ['Shift+KeyK'],
  'annotation-delete': ['Delete', 'Backspace'],
  'annotation-copy': ['Ctrl+KeyC'],
  'annotation-paste': ['Ctrl+KeyV'],
  undo: ['Ctrl+KeyZ'],
  redo: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'],
  annotations: ['KeyQ'],
  form: ['KeyJ'],
  report: ['KeyN'],
} as const satisfies KeyProfile['keys'];

export const keyProfiles = {
  ohif: {
    keys: {
      'tool-window': ['KeyW'],
      'tool-pan': ['KeyP'],
      'tool-zoom': ['KeyZ'],
      'tool-magnify': ['KeyM'],
      fit: ['Equal'],
      'one-to-one': ['KeyO'],
      'zoom-in': ['Shift+Equal', 'NumpadAdd'],
      'zoom-out': ['Minus', 'NumpadSubtract'],
      invert: ['KeyI'],
      'flip-horizontal': ['KeyH'],
      'flip-vertical': ['KeyV'],
      'rotate-right': ['KeyR'],
      'rotate-left': ['KeyL'],
      reset: ['Space'],
      'preset-auto': ['Digit0'],
      'preset-1': ['Digit1'],
      'preset-2': ['Digit2'],
      'preset-3': ['Digit3'],
      'preset-4': ['Digit4'],
      'preset-5': ['Digit5'],
      'image-next': ['ArrowDown'],
      'image-previous': ['ArrowUp'],
      'image-first': ['Home'],
      'image-last': ['End'],
      'series-next': ['PageDown'],
      'series-previous': ['PageUp'],
      'prior-older': ['BracketLeft'],
      'prior-newer': ['BracketRight'],
      'keep-arrangement': ['Ctrl+Alt+KeyK'],
      'viewport-next': ['ArrowRight'],
      'viewport-previous': ['ArrowLeft'],
      play: ['KeyC'],
      'play-faster': ['Period'],
      'play-slower': ['Comma'],
      'full-viewport': ['KeyF'],
      link: ['KeyK'],
      overlay: ['KeyT'],
      opinion: ['KeyB'],
      'heat-map': ['KeyA'],
      'side-by-side': ['KeyS'],
      planes: ['KeyG'],
      ...drawingKeys,
      'layout-1x1': ['Shift+Digit1'],
      'layout-1x2': ['Shift+Digit2'],
      'layout-2x1': ['Shift+Digit3'],
      'layout-2x2': ['Shift+Digit4'],
      help: ['?', 'F1'],
    },
    ctPresets: [
      ct('soft-tissue', 400, 40),
      ct('lung', 1500, -600),
      ct('bone', 2500, 480),
      ct('brain', 80, 40),
      ct('mediastinum', 400, 80),
    ],
  },
  weasis: {
    keys: {
      'tool-window': ['KeyW'],
      'tool-pan': ['KeyT'],
      'tool-zoom': ['KeyZ'],
      'tool-magnify': ['KeyM'],
      fit: ['Ctrl+Enter', 'Equal'],
      'one-to-one': ['Alt+Enter'],
      'zoom-in': ['Shift+Equal', 'NumpadAdd'],
      'zoom-out': ['Minus', 'NumpadSubtract'],
      invert: ['Alt+KeyI'],
      'flip-horizontal': ['Alt+KeyF'],
      'flip-vertical': ['Alt+Shift+KeyF'],
      'rotate-right': ['Alt+KeyR'],
      'rotate-left': ['Alt+KeyL'],
      reset: ['Escape'],
      'preset-auto': ['Digit0'],
      'preset-1': ['Digit1'],
      'preset-2': ['Digit2'],
      'preset-3': ['Digit3'],
      'preset-4': ['Digit4'],
      'preset-5': ['Digit5'],
      'preset-6': ['Digit6'],
      'preset-7': ['Digit7'],
      'image-next': ['ArrowDown'],
      'image-previous': ['ArrowUp'],
      'image-first': ['Home'],
      'image-last': ['End'],
      'series-next': ['ArrowRight'],
      'series-previous': ['ArrowLeft'],
      'prior-older': ['BracketLeft', 'Ctrl+ArrowLeft'],
      'prior-newer': ['BracketRight', 'Ctrl+ArrowRight'],
      'keep-arrangement': ['Ctrl+Alt+KeyK'],
      'viewport-next': ['Tab'],
      'viewport-previous': ['Shift+Tab'],
      play: ['KeyC'],
      'play-faster': ['Period'],
      'play-slower': ['Comma'],
      'full-viewport': ['F11'],
      link: ['KeyY'],
      overlay: ['Space', 'KeyI'],
      opinion: ['KeyB'],
      'heat-map': ['KeyA'],
      'side-by-side': ['KeyS'],
      planes: ['KeyG'],
      ...drawingKeys,
      'layout-1x1': ['Shift+Digit1'],
      'layout-1x2': ['Shift+Digit2'],
      'layout-2x1': ['Shift+Digit3'],
      'layout-2x2': ['Shift+Digit4'],
      help: ['?', 'F1'],
    },
    // 1 and 2 are the film's own first two views in Weasis; windows of organs follow.
    ctPresets: [
      undefined,
      undefined,
      ct('brain', 110, 35),
      ct('abdomen', 320, 50),
      ct('mediastinum', 400, 80),
      ct('bone', 2000, 350),
      ct('lung', 1500, -500),
    ],
  },
} as const satisfies Record<string, KeyProfile>;

export type KeyProfileName = keyof typeof keyProfiles;
