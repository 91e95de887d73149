// A screen for machines without one, and the switches that Electron needs on such machines.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit, start, stop, sweep } from './processes.mjs';

const defaultSize = '1920x1080';
const startTimeoutMs = 15_000;
const dirPrefix = 'tynys-display-';

/** Whether a window could be opened as things are. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * Starts a virtual display that ends with this process.
 * @param {{ size?: string }} [options] size: like 1920x1080
 * @returns {Promise<{ env: NodeJS.ProcessEnv, name: string, size: string, stop: () => void } | { failure: string }>}
 *   env: what programs need to see to draw there
 */
export async function startVirtualDisplay({ size = defaultSize } = {}) {
  sweep(tmpdir(), dirPrefix);
  const dir = mkdtempSync(join(tmpdir(), `${dirPrefix}${process.pid}-`));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const forget = atExit(remove);
  const authority = join(dir, 'Xauthority');
  // Other users of this machine must not be able to look at patients' films through the display.
  writeFileSync(authority, authorityFile(), { mode: 0o600 });

  // With -displayfd the server itself picks a free number and reports it when it is ready to be used.
  const server = start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset', '-auth', authority],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], tether: true, group: true },
  );
  const end = () => {
    stop(server);
    forget();
    remove();
  };
  let complaint = '';
  server.stderr?.setEncoding('utf8').on('data', (text) => {
    complaint += text;
  });
  const number = await new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => resolve(undefined), startTimeoutMs);
    const answer = (/** @type {string | undefined} */ value) => {
      clearTimeout(timer);
      resolve(value);
    };
    server.stdio[3]?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) answer(text.trim());
    });
    server.once('error', (error) => {
      complaint += error.message;
      answer(undefined);
    });
    server.once('close', () => answer(undefined));
  });
  if (!number) {
    end();
    return { failure: `Xvfb did not start: ${complaint.trim().split('\n').at(-1) || 'no answer'}` };
  }
  const env = { ...process.env, DISPLAY: `:${number}`, XAUTHORITY: authority };
  // Chromium would prefer this over DISPLAY.
  delete env.WAYLAND_DISPLAY;
  return { env, name: `:${number}`, size, stop: end };
}

/** The format of ~/.Xauthority: one entry that fits every host and display number. */
function authorityFile() {
  const anyFamily = Buffer.from([0xff, 0xff]);
  const counted = (/** @type {Buffer} */ bytes) => Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
  const none = Buffer.alloc(0);
  return Buffer.concat([
    anyFamily,
    counted(none),
    counted(none),
    counted(Buffer.from('MIT-MAGIC-COOKIE-1')),
    counted(randomBytes(16)),
  ]);
}

/**
 * Switches for Electron on this machine.
 * @param {{ virtual: boolean }} options virtual: it draws on a virtual display, which has no graphics card
 * @returns {string[]}
 */
export function electronSwitches({ virtual }) {
  const switches = [];
  // Chromium refuses to start as root otherwise. The renderer's own sandbox setting is not affected.
  if (process.platform === 'linux' && process.getuid?.() === 0) switches.push('--no-sandbox');
  // Cornerstone needs WebGL; these let it be drawn by the processor.
  if (virtual) switches.push('--enable-unsafe-swiftshader', '--ignore-gpu-blocklist');
  return switches;
}
