import { cache, getShouldUseCPURendering, init, RenderingEngine } from '@cornerstonejs/core';
import { reader } from '../read/reader.js';
import { registerImageLoader } from './image-loader.js';

const CACHE_BYTES = 2 ** 30;
/** Viewports share it in turn: making a context and its shaders costs more than waiting for one. */
const WEBGL_CONTEXTS = 1;

let engine: RenderingEngine | undefined;
let ready = false;

/** Starts Cornerstone once for the window. */
function start(): void {
  if (ready) return;
  init({ rendering: { webGlContextCount: WEBGL_CONTEXTS }, debug: {} });
  cache.setMaxCacheSize(CACHE_BYTES);
  registerImageLoader();
  ready = true;
}

/** The window's rendering engine. It is kept between studies, because its graphics context takes long to make. */
export function openStage(): RenderingEngine {
  start();
  engine ??= new RenderingEngine('viewer');
  return engine;
}

/**
 * Whether films can be drawn as they must be. Cornerstone falls back to drawing on the processor, where it knows linear
 * windows only: no sigmoid, no table, no MONOCHROME1.
 */
export function canDraw(): boolean {
  start();
  return !getShouldUseCPURendering();
}

/** Frees decoded images and the readers' bytes when a study closes. */
export function closeStage(): void {
  cache.purgeCache();
  reader().forget();
}
