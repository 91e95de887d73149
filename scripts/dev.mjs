// `npm run dev`: the app with hot reload. Arguments are the app's own.
import { electronSwitches, hasDisplay, startVirtualDisplay } from './display.mjs';
import { binOf, root } from './paths.mjs';
import { run } from './processes.mjs';

/** @type {NodeJS.ProcessEnv} */
let env = { ...process.env };
const virtual = !hasDisplay();
if (virtual) {
  const display = await startVirtualDisplay();
  if ('failure' in display) {
    console.error(`dev: there is no screen here, and ${display.failure}`);
    process.exit(1);
  }
  console.error(`dev: there is no screen here; using the virtual display ${display.name} (${display.size})`);
  env = display.env;
}
const switches = electronSwitches({ virtual });
// electron-vite has no place for switches of Electron itself; for this one there is a variable.
if (switches.includes('--no-sandbox')) env.ELECTRON_DISABLE_SANDBOX = '1';
const args = [binOf('electron-vite'), 'dev', '--watch', '--', ...switches, ...process.argv.slice(2)];
const { code } = await run(process.execPath, args, { cwd: root, env, capture: false });
process.exit(code);
