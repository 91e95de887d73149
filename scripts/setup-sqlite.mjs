// Makes better-sqlite3 (with encryption) load in every runtime that this project uses.
//
// The published binaries need Node-API 10: they keep persistent references to strings, which Node 20 and Electron 33
// (Node-API 9) refuse, and the process dies. Where one of the runtimes at hand is that old, the package is compiled
// here with a patch that keeps such strings inside one-element arrays. The result is a Node-API 8 binary that works in
// old and new runtimes alike; it is cached per user, so it is compiled once.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { cacheDir, readJson, root } from './paths.mjs';
import { atExit, npm, reasonIn, run, sweep } from './processes.mjs';

const neededNodeApi = 10;
const workPrefix = 'work-';
const packageDir = join(root, 'node_modules', 'better-sqlite3');

const boxRef = `#pragma once
// Node-API before version 10 allows persistent references to objects and functions only. This keeps any value in a
// one-element array and refers to that.
template <typename T>
class BoxRef {
public:
	BoxRef() {}
	explicit BoxRef(T value) { Reset(value, 1); }
	BoxRef(BoxRef&&) = default;
	BoxRef& operator=(BoxRef&&) = default;
	BoxRef(const BoxRef&) = delete;
	BoxRef& operator=(const BoxRef&) = delete;

	bool IsEmpty() const { return ref.IsEmpty(); }
	T Value() const { return ref.Value().Get(static_cast<uint32_t>(0)).template As<T>(); }
	void Reset() { ref.Reset(); }
	void Reset(T value, uint32_t count) {
		Napi::Array box = Napi::Array::New(value.Env(), 1);
		box.Set(static_cast<uint32_t>(0), value);
		ref.Reset(box, count);
	}

private:
	Napi::Reference<Napi::Array> ref;
};
`;

/**
 * Text replacements, with how often each has to match: a new version of the package that no longer fits fails here,
 * not at run time.
 * @type {[file: string, from: string, to: string, times: number][]}
 */
const patch = [
  ['binding.gyp', "'NAPI_VERSION=10'", "'NAPI_VERSION=8'", 1],
  [
    'src/better_sqlite3.cpp',
    '#include "util/macros.cpp"',
    '#include "util/box-ref.hpp"\n#include "util/macros.cpp"',
    1,
  ],
  ['src/util/constants.cpp', 'Napi::Reference<Napi::String>', 'BoxRef<Napi::String>', 20],
  ['src/util/constants.cpp', 'Napi::Persistent(', 'BoxRef<Napi::String>(', 2],
  ['src/util/helpers.cpp', 'const Napi::Reference<Napi::String>&', 'const BoxRef<Napi::String>&', 1],
  ['src/util/bind-map.cpp', 'Napi::Reference<Napi::String>', 'BoxRef<Napi::String>', 1],
  ['src/util/bind-map.cpp', 'Napi::Persistent(', 'BoxRef<Napi::String>(', 2],
  ['src/util/custom-aggregate.cpp', 'Napi::Reference<Napi::Value>', 'BoxRef<Napi::Value>', 2],
  ['src/util/custom-aggregate.cpp', 'start(Napi::Persistent(start))', 'start(BoxRef<Napi::Value>(start))', 1],
];

const isMusl = () =>
  process.platform === 'linux' &&
  !(/** @type {any} */ (process.report.getReport()).header.glibcVersionRuntime);
const prebuild = () =>
  join(packageDir, 'prebuilds', `${isMusl() ? 'linuxmusl' : process.platform}-${process.arch}.node`);

/** What set-up remembers about the binary in place, to see at a glance that it is still the same. */
export function sqliteFingerprint() {
  try {
    // Not prebuild(): asking for the libc takes longer than the rest of an idle set-up.
    const dir = join(packageDir, 'prebuilds');
    return [process.platform, 'linuxmusl']
      .map((platform) => join(dir, `${platform}-${process.arch}.node`))
      .filter(existsSync)
      .map((path) => `${statSync(path).size}:${Math.round(statSync(path).mtimeMs)}`)
      .join(' ');
  } catch {
    return '';
  }
}

/** @param {(number | undefined)[]} nodeApis the Node-API versions of the runtimes at hand */
export const sqliteNeedsCompile = (nodeApis) =>
  nodeApis.some((version) => version !== undefined && version < neededNodeApi);

/** Whether the cache already holds the compiled binary, so that no compiler is needed. */
export const sqliteIsCompiled = () => existsSync(cachedBinary());

/**
 * Puts the right binary in place and tries it out.
 * @param {{ nodeApis: (number | undefined)[], electronBinary?: string }} runtimes @param {(line: string) => void} say
 * @returns {Promise<{ ok: boolean }>}
 */
export async function setUpSqlite({ nodeApis, electronBinary }, say) {
  const started = Date.now();
  let how = 'the published binary';
  if (sqliteNeedsCompile(nodeApis)) {
    const compiled = await compileOnce(say);
    if ('failure' in compiled) {
      say(`SQLite: ${compiled.failure}`);
      return { ok: false };
    }
    how = compiled.fresh ? 'compiled for this Node' : 'compiled earlier for this Node';
    if (!sameFile(cachedBinary(), prebuild())) {
      // Replaced, never written over: a running process has the old file mapped into memory.
      const fresh = `${prebuild()}.new-${process.pid}`;
      copyFileSync(cachedBinary(), fresh);
      renameSync(fresh, prebuild());
    }
  }
  for (const [name, binary, env] of /** @type {[string, string | undefined, object][]} */ ([
    ['Node', process.execPath, {}],
    ['Electron', electronBinary, { ELECTRON_RUN_AS_NODE: '1' }],
  ])) {
    if (!binary) continue;
    const failure = await smokeTest(binary, env);
    if (failure) {
      say(`SQLite: ${how} does not work in ${name}: ${failure}`);
      if (sqliteNeedsCompile(nodeApis)) rmSync(cachedBinary(), { force: true });
      return { ok: false };
    }
  }
  say(
    `SQLite ${readJson(join(packageDir, 'package.json')).version}: ${how}, tried in Node${electronBinary ? ' and Electron' : ''} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  return { ok: true };
}

function cachedBinary() {
  // From the lock file: set-up asks before the package is there.
  const { version } = readJson(join(root, 'package-lock.json')).packages['node_modules/better-sqlite3'];
  const key = createHash('sha256')
    .update(JSON.stringify([version, patch, boxRef, process.platform, process.arch]))
    .digest('hex')
    .slice(0, 12);
  return join(cacheDir(), 'sqlite', `${version}-${process.platform}-${process.arch}-${key}.node`);
}

/** @type {ReturnType<typeof compileUnlessCached> | undefined} */
let compiling;

/**
 * Can be called early, to compile while other things are fetched; set-up takes the result up later.
 * @param {(line: string) => void} say @returns {Promise<{ fresh: boolean } | { failure: string }>}
 */
export function compileOnce(say) {
  compiling ??= compileUnlessCached(say);
  return compiling;
}

/** @param {(line: string) => void} say @returns {Promise<{ fresh: boolean } | { failure: string }>} */
async function compileUnlessCached(say) {
  if (existsSync(cachedBinary())) return { fresh: false };
  return withLock(
    join(cacheDir(), 'locks', 'sqlite.lock'),
    async () => (existsSync(cachedBinary()) ? { fresh: false } : compile(say)),
    (pid) => say(`SQLite: waiting for the compile of another set-up (process ${pid})`),
  );
}

/** @param {(line: string) => void} say @returns {Promise<{ fresh: boolean } | { failure: string }>} */
async function compile(say) {
  const missing = process.platform === 'win32' ? [] : await missingTools();
  const advice = 'or use Node 22.14 or newer with the official Electron, which need no compile';
  if (missing.length)
    return {
      failure: `cannot be compiled for Node ${process.versions.node}: ${missing.join(', ')} missing; install it, ${advice}`,
    };
  const gyp = nodeGyp();
  if (!gyp) return { failure: `cannot be compiled: node-gyp was not found beside npm; ${advice}` };

  say('SQLite: compiling once for this Node, takes one to three minutes');
  const dir = join(cacheDir(), 'sqlite');
  mkdirSync(dir, { recursive: true });
  sweep(dir, workPrefix);
  const work = join(dir, `${workPrefix}${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const forget = atExit(() => rmSync(work, { recursive: true, force: true }));
  try {
    cpSync(packageDir, work, {
      recursive: true,
      dereference: true,
      filter: (path) => !path.endsWith('.node'),
    });
    // Found by `require('node-addon-api')` in binding.gyp, and by nothing above this folder.
    const addonApi = dirname(
      createRequire(join(packageDir, 'package.json')).resolve('node-addon-api/package.json'),
    );
    cpSync(addonApi, join(work, 'node_modules', 'node-addon-api'), { recursive: true, dereference: true });
    applyPatch(work);

    const headers = dirname(dirname(process.execPath));
    const nodedir = existsSync(join(headers, 'include', 'node', 'node_api.h'))
      ? [`--nodedir=${headers}`]
      : [];
    const options = { cwd: work, group: true, tether: true, timeoutMs: 20 * 60_000 };
    const configure = [gyp, 'configure', '--release', '--force_build=1', ...nodedir];
    let built = await run(process.execPath, configure, options);
    if (built.code === 0) {
      // Not `node-gyp build`: that would leave make running when it is ended itself.
      built = await (process.platform === 'win32'
        ? run(process.execPath, [gyp, 'build', '--release'], options)
        : run(
            'make',
            ['-C', 'build', `-j${availableParallelism()}`, 'BUILDTYPE=Release', 'better_sqlite3'],
            options,
          ));
    }
    const binary = join(work, 'build', 'Release', 'better_sqlite3.node');
    if (built.code !== 0 || !existsSync(binary)) {
      const log = join(dir, 'compile.log');
      writeFileSync(log, built.output);
      return { failure: `the compile failed (${reasonIn(built.output)}; all of it in ${log}); ${advice}` };
    }
    if (process.platform === 'linux') await run('strip', ['-s', binary]);
    renameSync(binary, cachedBinary());
    return { fresh: true };
  } catch (error) {
    return { failure: /** @type {Error} */ (error).message };
  } finally {
    forget();
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} dir */
function applyPatch(dir) {
  for (const [file, from, to, times] of patch) {
    const path = join(dir, file);
    const parts = readFileSync(path, 'utf8').split(from);
    if (parts.length - 1 !== times) {
      throw new Error(
        `the patch in scripts/setup-sqlite.mjs does not fit ${file} of this version: ${parts.length - 1} instead of ${times} times "${from}"`,
      );
    }
    writeFileSync(path, parts.join(to));
  }
  writeFileSync(join(dir, 'src', 'util', 'box-ref.hpp'), boxRef);
}

async function missingTools() {
  const tools = ['make', 'python3', process.env.CXX || 'c++'];
  const found = await Promise.all(tools.map(async (tool) => (await run(tool, ['--version'])).code === 0));
  return tools.filter((_, index) => !found[index]);
}

function nodeGyp() {
  const cli = npm().args[0];
  return [
    join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
    cli && join(dirname(dirname(cli)), 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
  ].find((path) => path && existsSync(path));
}

/**
 * In a process of its own, because a binary that does not fit ends the process. Touches what the patch touches: named
 * parameters, results by column name, an aggregate with a primitive start value; and encryption.
 * @param {string} binary @param {object} env @returns {Promise<string | undefined>}
 */
async function smokeTest(binary, env) {
  const script = `
    const Database = require(${JSON.stringify(packageDir)})
    const db = new Database(':memory:')
    db.pragma("cipher='sqlcipher'")
    db.aggregate('total', { start: 0, step: (sum, next) => sum + next })
    db.exec('create table t (n integer); insert into t values (1), (2), (39)')
    const row = db.prepare('select total(n) as answer, @word as word from t').get({ word: 'ok' })
    if (row.answer !== 42 || row.word !== 'ok') throw new Error('wrong answer: ' + JSON.stringify(row))
    try { db.prepare('select nothing') } catch (error) { if (error.code !== 'SQLITE_ERROR') throw error }
    db.close()`;
  const { code, output } = await run(binary, ['-e', script], {
    env: { ...process.env, ...env },
    timeoutMs: 60_000,
  });
  return code === 0 ? undefined : `${reasonIn(output)} (exit code ${code})`;
}

/** @param {string} a @param {string} b */
function sameFile(a, b) {
  if (!existsSync(a) || !existsSync(b) || statSync(a).size !== statSync(b).size) return false;
  return readFileSync(a).equals(readFileSync(b));
}
