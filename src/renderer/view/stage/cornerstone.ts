import { cache, init, RenderingEngine } from '@cornerstonejs/core';
import { reader } from '../read/reader.js';
import { registerImageLoader } from './image-loader.js';

const CACHE_BYTES = 2 ** 30;
/** Viewports share them in turn; each costs memory on the graphics card and time to make. */
const WEBGL_CONTEXTS = 2;

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

/** The rendering engine of the open viewer; made anew after `closeStage`. */
export function openStage(): RenderingEngine {
  start();
  engine ??= new RenderingEngine('viewer');
  return engine;
}

/** Frees viewports, decoded images and the readers' bytes: no study leaves pixels behind when it closes. */
export function closeStage(): void {
  engine?.destroy();
  engine = undefined;
  cache.purgeCache();
  reader().forget();
}
