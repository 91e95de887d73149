import type { BrowserWindow } from 'electron';
import log from 'electron-log/main';
import type { Language } from '../../contract/index.js';
import { wordsIn } from './dialogs.js';

const MANY = 3;
const PERIOD_MS = 60_000;

/** Tells a window that fell over once from one that will fall over whenever it is set up again. */
export class CrashCount {
  #atMs: number[] = [];

  /** Notes a crash. @returns whether it is the third within a minute */
  isOneTooMany(nowMs: number): boolean {
    this.#atMs = [...this.#atMs.filter((atMs) => nowMs - atMs < PERIOD_MS), nowMs];
    return this.#atMs.length >= MANY;
  }

  forget(): void {
    this.#atMs = [];
  }
}

/** Loads the window again when its process has ended; where that does not help, says so and waits for the reader. */
export function reviveWindow(window: BrowserWindow, url: string, language: () => Language): void {
  const { webContents } = window;
  const crashes = new CrashCount();
  webContents.on('render-process-gone', (_event, { reason }) => {
    log.error('window process ended:', reason);
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (crashes.isOneTooMany(performance.now())) {
      log.error('window process ended again and again: not loaded any more');
      void wordsIn(language()).then(({ dialog }) => window.loadURL(pageOf(dialog, language(), url)));
    } else webContents.reload();
  });
  // Navigation is denied to every page of ours, this one included: its button is answered here.
  webContents.on('will-navigate', ({ url: target }) => {
    if (!webContents.getURL().startsWith('data:') || target !== url) return;
    crashes.forget();
    void window.loadURL(url);
  });
}

type Words = Awaited<ReturnType<typeof wordsIn>>['dialog'];

/** A page that needs nothing: no script, no file, no store. */
function pageOf({ crashTitle, crashText, crashAgain }: Words, language: Language, url: string): string {
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Tynys</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
  body { display: grid; place-content: center; height: 100vh; margin: 0; background: #0b0d10; color: #d5dae1; font: 15px/1.5 sans-serif }
  main { max-width: 32rem }
  a { display: inline-block; padding: 0.5rem 1rem; border-radius: 4px; background: #1f6f80; color: #fff; text-decoration: none }
</style>
<main><h1>${crashTitle}</h1><p>${crashText}</p><a role="button" href="${url}">${crashAgain}</a></main></html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}
