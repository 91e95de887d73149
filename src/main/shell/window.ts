import { join } from 'node:path';
import { app, BrowserWindow, screen, session } from 'electron';
import log from 'electron-log/main';
import { origin } from './protocol.js';
import { reviveWindow } from './revive-window.js';
import type { SettingsFile, WindowPlace } from './settings.js';

/** Denies what a reading workstation never needs: navigation, new windows, permissions, foreign content. */
export function lockDown(devServer: string | undefined): void {
  const ours = session.defaultSession;
  ours.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  ours.setPermissionCheckHandler(() => false);
  ours.setDevicePermissionHandler(() => false);
  const allowed = ['tynys:', 'blob:', 'data:', 'devtools:'];
  ours.webRequest.onBeforeRequest((details, answer) => {
    const isDevServer = devServer !== undefined && new URL(details.url).host === new URL(devServer).host;
    answer({ cancel: !isDevServer && !allowed.includes(new URL(details.url).protocol) });
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** A remembered place counts only while it is on a screen that still exists. */
function visible(place: WindowPlace | undefined): WindowPlace | undefined {
  if (place?.x === undefined || place.y === undefined) return place;
  const { x, y, width, height } = { x: place.x, y: place.y, width: place.width, height: place.height };
  const seen = screen.getAllDisplays().some(({ workArea: area }) => {
    const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    const down = Math.min(y + height, area.y + area.height) - Math.max(y, area.y);
    return across > 100 && down > 100;
  });
  return seen ? place : { width, height, maximized: place.maximized };
}

export function openWindow(settings: SettingsFile, preload: string): BrowserWindow {
  const area = screen.getPrimaryDisplay().workAreaSize;
  const place = visible(settings.windowPlace()) ?? {
    width: Math.min(area.width, 1600),
    height: Math.min(area.height, 1000),
    maximized: area.width <= 1920,
  };
  const window = new BrowserWindow({
    ...(place.x === undefined || place.y === undefined ? {} : { x: place.x, y: place.y }),
    width: place.width,
    height: place.height,
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: '#0b0d10',
    autoHideMenuBar: true,
    title: 'Tynys',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      // Film comparison goes on while another window is in front.
      backgroundThrottling: false,
    },
  });
  if (place.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  // A page title could leak a name to the task switcher; ours never changes.
  window.on('page-title-updated', (event) => event.preventDefault());

  // Our own errors name places, not patients; a library's message is cut before it could quote a data set.
  window.webContents.on('console-message', ({ level, message }) => {
    if (level === 'error') log.error('window:', message.slice(0, 300));
  });
  reviveWindow(window, `${origin}/`, () => settings.read().language);

  let timer: NodeJS.Timeout | undefined;
  const remember = (): void => {
    if (window.isDestroyed() || window.isMinimized()) return;
    // Without a window manager the "normal" bounds are those at creation; they count only where they differ.
    const bounds =
      window.isMaximized() || window.isFullScreen() ? window.getNormalBounds() : window.getBounds();
    settings.rememberWindow({ ...bounds, maximized: window.isMaximized() });
  };
  const rememberSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(remember, 500);
  };
  for (const change of ['resize', 'move', 'maximize', 'unmaximize'] as const)
    window.on(change as 'resize', rememberSoon);
  window.on('close', () => {
    clearTimeout(timer);
    remember();
  });
  void window.loadURL(`${origin}/`);
  return window;
}

export const preloadPath = (mainDir: string): string => join(mainDir, '../preload/index.cjs');
