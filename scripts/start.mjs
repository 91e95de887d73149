// `npm start [-- arguments]`: installs what is missing, builds, and opens the workstation. Arguments are the app's own:
// --sample, --store DIR, --lang xx, --screenshot FILE, and paths to import. --size WxH is the size of the virtual
// display, where there is no real one.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildIfNeeded } from './build.mjs';
import { electronSwitches, hasDisplay, startVirtualDisplay } from './display.mjs';
import { root } from './paths.mjs';
import { start, stop } from './processes.mjs';
import { setUp } from './setup.mjs';
import { describeElectron, installedElectron } from './setup-electron.mjs';

const screenshotTimeoutMs = 90_000;
const say = (/** @type {string} */ line) => console.error(`start: ${line}`);

process.exitCode = await main();

async function main() {
  const { args, size, screenshot, wrong } = readArguments(process.argv.slice(2));
  if (wrong) {
    say(wrong);
    return 2;
  }
  if (!(await setUp('window'))) {
    say('not started, because set-up did not come to an end');
    return 1;
  }
  if (!(await buildIfNeeded())) return 1;
  const electron = installedElectron();
  if (!electron) return 1;

  let env = process.env;
  /** @type {(() => void) | undefined} */
  let stopDisplay;
  const virtual = !hasDisplay();
  if (virtual) {
    const display = await startVirtualDisplay({ size });
    if ('failure' in display) {
      say(`there is no screen here, and ${display.failure}`);
      return 1;
    }
    say(`there is no screen here; using the virtual display ${display.name} (${display.size})`);
    ({ env, stop: stopDisplay } = display);
  }
  const switches = electronSwitches({ virtual });
  if (switches.includes('--no-sandbox'))
    say("running as root: Chromium's process sandbox is off (--no-sandbox)");
  const sandboxTrouble = switches.includes('--no-sandbox') ? undefined : sandboxAdvice(electron.binary);
  if (sandboxTrouble) say(sandboxTrouble);
  say(`opening Tynys in ${describeElectron()}`);

  // The app's folder comes first: what follows it is the app's, and Chromium finds its switches anywhere.
  const code = await open(electron.binary, [root, ...switches, ...args], { env, screenshot, virtual });
  stopDisplay?.();
  return code;
}

/** @param {string[]} given */
function readArguments(given) {
  // npm runs scripts in the package's folder; relative paths mean the folder where the user typed.
  const cwd = workingDir();
  const args = [];
  let size;
  let screenshot;
  for (let index = 0; index < given.length; index++) {
    const [name, inline] = given[index].split(/=(.*)/s, 2);
    if (name !== '--size' && name !== '--screenshot') {
      args.push(given[index]);
      continue;
    }
    const value = inline ?? given[++index];
    if (!value) return { args, wrong: `${name} needs a value` };
    if (name === '--size') size = value;
    else {
      screenshot = resolve(cwd, value);
      if (!existsSync(dirname(screenshot)))
        return { args, wrong: `the folder for the screenshot does not exist: ${dirname(screenshot)}` };
      args.push('--screenshot', screenshot);
    }
  }
  if (size !== undefined && !/^[1-9]\d{2,4}x[1-9]\d{2,4}$/.test(size))
    return { args, wrong: '--size is width x height in pixels, like 1920x1080' };
  return { args, size, screenshot };
}

function workingDir() {
  return (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD) || process.cwd();
}

/**
 * @param {string} binary @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, screenshot?: string, virtual: boolean }} options
 * @returns {Promise<number>} the exit code for this process
 */
function open(binary, args, { env, screenshot, virtual }) {
  const started = Date.now();
  return new Promise((done) => {
    const app = start(binary, args, {
      env,
      cwd: workingDir(),
      stdio: ['inherit', 'inherit', virtual ? 'pipe' : 'inherit'],
      tether: true,
    });
    if (app.stderr) passOn(app.stderr);
    let timedOut = false;
    const timer = screenshot
      ? setTimeout(() => {
          timedOut = true;
          say(`no screenshot after ${screenshotTimeoutMs / 1000} s; the app is stopped`);
          stop(app);
          setTimeout(() => stop(app, 'SIGKILL'), 3000);
        }, screenshotTimeoutMs)
      : undefined;
    app.once('error', (error) => {
      clearTimeout(timer);
      say(`the app could not be started: ${error.message}`);
      done(1);
    });
    app.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (timedOut) return done(124);
      if (signal) say(`the app was ended by ${signal}`);
      const file = screenshot && statSync(screenshot, { throwIfNoEntry: false });
      if (screenshot && file && file.mtimeMs >= started - 1000 && file.size > 0)
        say(`screenshot: ${screenshot}`);
      else if (screenshot) {
        say(`the app ended without writing ${screenshot}`);
        return done(code || 1);
      }
      done(code ?? 1);
    });
  });
}

/**
 * Machines without a screen have no message bus either. Chromium says so ten times at every start and means nothing.
 * @param {import('node:stream').Readable} stderr
 */
function passOn(stderr) {
  createInterface({ input: stderr }).on('line', (line) => {
    if (!/:ERROR:(dbus\/)?bus\.cc\(/.test(line)) console.error(line);
  });
}

/**
 * Some systems keep ordinary programs from making sandboxes, and Electron then stops with a message that does not say
 * what to do. @param {string} binary
 */
function sandboxAdvice(binary) {
  if (process.platform !== 'linux') return undefined;
  const setting = (/** @type {string} */ name) => {
    try {
      return readFileSync(`/proc/sys/kernel/${name}`, 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  const forbidden =
    setting('apparmor_restrict_unprivileged_userns') === '1' || setting('unprivileged_userns_clone') === '0';
  const helper = join(dirname(binary), 'chrome-sandbox');
  const stat = statSync(helper, { throwIfNoEntry: false });
  const ready = stat && stat.uid === 0 && (stat.mode & 0o4755) === 0o4755;
  if (!forbidden || ready) return undefined;
  return `this system lets only prepared programs make sandboxes. If the app does not open: sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`;
}
