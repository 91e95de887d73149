import { app, Menu } from 'electron';

/**
 * The window has no menu of its own: Electron's default one would reload or zoom the page by a stray key.
 * macOS needs one for copy, paste and quit; in development the default stays, for its tools.
 */
export function setMenu(): void {
  if (!app.isPackaged && process.env['ELECTRON_RENDERER_URL'] !== undefined) return;
  const menu =
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null;
  Menu.setApplicationMenu(menu);
}
