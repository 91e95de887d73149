// `npm run package [-- --linux | --win | --mac …]`: installers in dist/, for this system unless another one is named.
// TYNYS_PACKAGE_TESTABLE=1 leaves the door open through which Playwright drives the packaged app.
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { buildIfNeeded } from './build.mjs';
import { binOf, root } from './paths.mjs';
import { run } from './processes.mjs';
import { describeElectron, installedElectron } from './setup-electron.mjs';

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} given @returns {Promise<number>} */
async function main(given) {
  const electron = installedElectron();
  if (!electron) {
    console.error('package: there is no Electron runtime; run: npm run setup');
    return 1;
  }
  if (!(await buildIfNeeded())) return 1;

  const isTestable = process.env.TYNYS_PACKAGE_TESTABLE === '1';
  const isFallback = electron.kind === 'fallback';
  const otherSystem = given.some((arg) => /^(-w|--win|--windows|-m|--mac|-o|--macos)$/.test(arg));
  if (isFallback && otherSystem) {
    console.error(
      'package: for another system the official Electron is needed, which cannot be downloaded here',
    );
    return 1;
  }
  const args = [...given];
  // The runtime that set-up has verified, instead of a second download. For other systems electron-builder fetches one.
  if (!otherSystem)
    args.push(`-c.electronDist=${dist(electron.binary)}`, `-c.electronVersion=${electron.version}`);
  if (isTestable) args.push('-c.electronFuses.enableNodeCliInspectArguments=true');
  // Neither may reach a user, so neither becomes an installer.
  if (isFallback || isTestable) args.push('--dir');

  const started = Date.now();
  console.error(`package: with ${describeElectron()}`);
  const { code } = await run(
    process.execPath,
    [binOf('electron-builder'), '--config', 'electron-builder.yml', '--publish', 'never', ...args],
    { cwd: root, capture: false },
  );
  if (code !== 0) {
    console.error('package: electron-builder failed');
    return code;
  }
  console.error(`package: done, in dist/ (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (isFallback)
    shout('It holds the fallback runtime, because the official Electron cannot be downloaded here.');
  if (isTestable) shout('It can be debugged from outside (TYNYS_PACKAGE_TESTABLE=1).');
  return 0;
}

/** The folder of the runtime; on macOS the binary lies deeper inside it. @param {string} binary */
function dist(binary) {
  const marker = `${process.platform === 'win32' ? '\\' : '/'}dist`;
  const path = binary.slice(0, binary.lastIndexOf(`electron${marker}`) + `electron${marker}`.length);
  if (!statSync(path).isDirectory()) throw new Error(`no runtime in ${path}`);
  return relative(root, path);
}

/** @param {string} why */
function shout(why) {
  console.error(`\n  **** FOR TESTING ONLY. DO NOT GIVE THIS PACKAGE TO USERS. ****\n  ${why}\n`);
}
