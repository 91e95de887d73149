// One at a time, across processes: a folder that only one of them can create.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { atExit, isAlive } from './processes.mjs';

/** A holder on another machine (shared home folder) cannot be asked whether it lives; after this it counts as dead. */
const foreignHolderMs = 30 * 60_000;

/**
 * Runs `task` while holding the lock `path`. A lock whose holder is dead is taken over.
 * @template T
 * @param {string} path @param {() => Promise<T>} task @param {(holderPid: number) => void} [onWait]
 * @returns {Promise<T>}
 */
export async function withLock(path, task, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !take(path); ) {
    const holder = holderOf(path);
    if (holder && !holderLives(holder)) discard(path, holder);
    else {
      if (holder && !told) {
        told = true;
        onWait?.(holder.pid);
      }
      await new Promise((done) => setTimeout(done, 150));
    }
  }
  const withdraw = atExit(() => rmSync(path, { recursive: true, force: true }));
  try {
    return await task();
  } finally {
    withdraw();
    rmSync(path, { recursive: true, force: true });
  }
}

/** Renaming a filled folder into place is atomic, and fails where the lock exists: no moment without an owner. */
function take(/** @type {string} */ path) {
  const fresh = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  mkdirSync(fresh);
  writeFileSync(
    join(fresh, 'owner.json'),
    JSON.stringify({ pid: process.pid, host: hostname(), since: Date.now() }),
  );
  try {
    renameSync(fresh, path);
    return true;
  } catch {
    rmSync(fresh, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} path @returns {{ pid: number, host: string, since: number } | undefined} */
function holderOf(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function holderLives(/** @type {{ pid: number, host: string, since: number }} */ holder) {
  return holder.host === hostname() ? isAlive(holder.pid) : Date.now() - holder.since < foreignHolderMs;
}

/** Two waiters may see the same dead holder: move the lock aside, and give it back if it was a live one by then. */
function discard(/** @type {string} */ path, /** @type {{ pid: number, since: number }} */ dead) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = holderOf(aside);
  if (moved && (moved.pid !== dead.pid || moved.since !== dead.since)) {
    try {
      renameSync(aside, path);
      return;
    } catch {
      // Somebody took the free place; the moved holder is the one that loses, and both tasks are idempotent.
    }
  }
  rmSync(aside, { recursive: true, force: true });
}
