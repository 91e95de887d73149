// Child processes that never outlive the script that started them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {Set<() => void>} */
const cleanups = new Set();
let watching = false;

/**
 * Runs `task` when this process ends in any way that it can notice. Returns a function that withdraws the task.
 * @param {() => void} task synchronous: an exiting process waits for nothing
 */
export function atExit(task) {
  watch();
  cleanups.add(task);
  return () => cleanups.delete(task);
}

function watch() {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const child of running) stop(child);
    for (const task of cleanups) {
      try {
        task();
      } catch {
        // The other tasks still have to run.
      }
    }
  });
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.once(signal, () => void endAll(signal, code));
  }
  // Ending npm orphans the shell between npm and this script; nobody tells the script.
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
    const line = ancestry();
    const timer = setInterval(() => {
      if (ancestry() === line) return;
      clearInterval(timer);
      void endAll('SIGTERM', 143);
    }, 300);
    timer.unref();
  }
}

/** The parent and, where that can be seen, its parent. */
function ancestry() {
  try {
    // "pid (name) state ppid …", where the name may hold anything.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`;
  } catch {
    return `${process.ppid}`;
  }
}

async function endAll(/** @type {NodeJS.Signals} */ signal, /** @type {number} */ code) {
  for (const child of running) stop(child, signal);
  // A second signal, or three seconds, and the rest is ended for good.
  await Promise.race([
    Promise.all([...running].map((child) => new Promise((done) => child.once('exit', done)))),
    new Promise((done) => setTimeout(done, 3000)),
    new Promise((done) => process.once(signal, done)),
  ]);
  for (const child of running) stop(child, 'SIGKILL');
  process.exit(code);
}

/**
 * Signals a child and, where it leads a process group of its own, everything it started.
 * @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} [signal]
 */
export function stop(child, signal = 'SIGTERM') {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (/** @type {any} */ (child).leadsGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended in between.
  }
}

/**
 * Starts a program that ends with this one.
 * @param {string} command @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { group?: boolean, tether?: boolean }} [options]
 *   group: give it a process group, so that `stop` reaches its children too (not for programs that read the terminal).
 *   tether: on Linux, ask the kernel to end it even when this script is killed with SIGKILL.
 */
export function start(command, args, { group = false, tether = false, ...options } = {}) {
  watch();
  if (tether && process.platform === 'linux' && existsSync('/usr/bin/setpriv')) {
    args = ['--pdeathsig', 'TERM', command, ...args];
    command = '/usr/bin/setpriv';
  }
  const leadsGroup = group && process.platform !== 'win32';
  const child = spawn(command, args, { ...options, detached: leadsGroup, windowsHide: true });
  Object.assign(child, { leadsGroup });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end. Never throws for a failing program: `code` says how it went, 127 = could not be started,
 * 124 = timed out.
 * @param {string} command @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number, capture?: boolean, group?: boolean, tether?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>}
 */
export function run(command, args, { timeoutMs, capture = true, ...options } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let stdout = '';
    let timedOut = false;
    const child = start(command, args, {
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      ...options,
    });
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          stop(child);
          setTimeout(() => stop(child, 'SIGKILL'), 3000).unref();
        }, timeoutMs)
      : undefined;
    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      resolve({ code, output, stdout });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code, signal) => end(timedOut ? 124 : (code ?? (signal ? 128 : 1))));
  });
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists, but is another user's.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Removes working folders, named prefix + process id, of scripts that were killed before they could tidy up.
 * @param {string} dir @param {string} prefix
 */
export function sweep(dir, prefix) {
  for (const name of readdirSync(dir)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(dir, name), { recursive: true, force: true });
  }
}

/**
 * How to call npm without a shell: npm's own JavaScript file, run by this Node. On Windows `npm` is a `.cmd` file,
 * which Node refuses to start without a shell.
 * @returns {{ command: string, args: string[] }}
 */
export function npm() {
  const nodeDir = dirname(process.execPath);
  const found = [
    process.env.npm_execpath,
    join(nodeDir, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(nodeDir, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  return found ? { command: process.execPath, args: [found] } : { command: 'npm', args: [] };
}

/** The line of a program's output that says best why it failed, for one-line explanations. @param {string} output */
export function reasonIn(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  // npm puts the reason first, below a bare code, and its usage and the log's address after it.
  const npmReason = lines.find((line) => /^npm error (?!code |errno |syscall |A complete log)\S/.test(line));
  const failure = lines.findLast((line) => /^(E:|.*\b(error|failed)\b)/i.test(line));
  return npmReason ?? failure ?? lines.at(-1) ?? 'no output';
}
