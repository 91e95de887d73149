import { type AnnotationKind, annotationKinds } from '../../../domain/annotate/index.js';

/** Takes up the tool that draws it; a key image is marked at once. */
const drawCommandIds = annotationKinds.map((kind) => `draw-${kind}` as const);

/** Everything that a key, a button or the context menu can ask of the viewer. */
export const commandIds = [
  'tool-window',
  'tool-pan',
  'tool-zoom',
  'tool-magnify',
  'fit',
  'one-to-one',
  'zoom-in',
  'zoom-out',
  'invert',
  'flip-horizontal',
  'flip-vertical',
  'rotate-right',
  'rotate-left',
  'reset',
  'preset-auto',
  'preset-1',
  'preset-2',
  'preset-3',
  'preset-4',
  'preset-5',
  'preset-6',
  'preset-7',
  'image-next',
  'image-previous',
  'image-first',
  'image-last',
  'series-next',
  'series-previous',
  'prior-older',
  'prior-newer',
  'keep-arrangement',
  'viewport-next',
  'viewport-previous',
  'play',
  'play-faster',
  'play-slower',
  'full-viewport',
  'link',
  'overlay',
  'opinion',
  'heat-map',
  'side-by-side',
  'planes',
  ...drawCommandIds,
  'annotation-delete',
  'annotation-copy',
  'annotation-paste',
  'undo',
  'redo',
  'annotations',
  'form',
  'report',
  'layout-1x1',
  'layout-1x2',
  'layout-2x1',
  'layout-2x2',
  'help',
] as const;

export type CommandId = (typeof commandIds)[number];

export type DrawCommandId = (typeof drawCommandIds)[number];

export const isDrawCommand = (id: CommandId): id is DrawCommandId => id.startsWith('draw-');

export const drawnBy = (id: DrawCommandId): AnnotationKind => id.slice('draw-'.length) as AnnotationKind;

/** What the left mouse button does while dragging. */
export type DragTool = 'window' | 'pan' | 'zoom' | 'magnify';
