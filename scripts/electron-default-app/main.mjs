// What `electron PATH` runs first in the fallback runtime (see setup-electron.mjs), which brings no default app of its
// own. It does what the official one does for a path, and nothing else, so that the app cannot tell the difference.
import { existsSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron/main';

const args = process.argv.slice(1);
/** Modules to load before the app; Playwright brings its own in this way. */
const preloads = [];
let target;
while (args.length > 0 && target === undefined) {
  const arg = args.shift();
  if (arg === '-r' || arg === '--require') preloads.push(args.shift());
  else if (arg === '-v' || arg === '--version') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (!arg.startsWith('-')) target = arg;
}
// They change process.argv, which is why it has been read before.
Module._preloadModules(preloads);
if (target === undefined) {
  console.error('Usage: electron [flags] PATH [arguments]');
  process.exit(1);
}

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
try {
  const appPath = resolve(target);
  const manifest = join(appPath, 'package.json');
  const described = existsSync(manifest);
  if (described) {
    const { version, productName, name, desktopName } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (version) app.setVersion(version);
    if (productName || name) app.name = productName || name;
    app.setDesktopName(desktopName || `${app.name}.desktop`);
  }
  // Resolves a folder to its main file, as require() would.
  const main = Module._resolveFilename(appPath, null, true);
  app.setAppPath(described ? appPath : dirname(main));
  // Awaited at top level: Electron holds back `ready` until the default app, and with it the app, has loaded.
  await import(pathToFileURL(main).href);
} catch (error) {
  console.error('App threw an error during load');
  console.error(error);
  process.exit(1);
}
