import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LinkProblem } from '../../contract/index.js';
import {
  encodeIndexLine,
  INDEX_FOLDER,
  parseIndex,
  pathInFolder,
  type SendEvent,
} from '../../domain/sync/index.js';
import { errorCode, type QueuedSend } from '../store/index.js';
import type { Parcel } from './parcel.js';
import { LinkError, type Outcomes, type Transport } from './transport.js';

/**
 * A repository in a folder: of this machine, or a share that is mounted. Laid out as `domain/sync/folder-layout` says.
 * A file is written beside its place, synced and renamed; then its line is appended to this writer's index. Both are
 * looked at again before an instance counts as there.
 */
export class FolderTransport implements Transport {
  readonly packs = false;
  readonly #dir: string;
  readonly #index: string;
  readonly #isOwn: boolean;
  #listed: Set<string> | undefined;

  /**
   * @param writer name of this store's index file; no other store may write under it
   * @param isOwn the folder is made where it is missing. Of a share it is not: an unmounted one must not be filled.
   */
  constructor(dir: string, writer: string, isOwn: boolean) {
    this.#dir = dir;
    this.#index = join(dir, INDEX_FOLDER, `${writer}.jsonl`);
    this.#isOwn = isOwn;
  }

  async deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<Outcomes> {
    return await named(async () => {
      await this.#begin();
      const outcomes = new Map<number, SendEvent>();
      const lines: string[] = [];
      for (const parcel of parcels) {
        if (signal.aborted) break;
        const { send, description, sha256, size: bytes } = parcel;
        const path = pathInFolder(send);
        const to = join(this.#dir, ...path);
        const found = await hashOfFile(to);
        if (found !== undefined && found !== sha256) {
          outcomes.set(send.id, { kind: 'duplicate' });
          continue;
        }
        if (found === undefined) await writeDurably(to, parcel);
        if (!(await this.#lines()).has(sha256)) {
          lines.push(
            encodeIndexLine({
              ...description,
              path: path.join('/'),
              sha256,
              bytes,
              storedAt: new Date().toISOString(),
            }),
          );
        }
        outcomes.set(send.id, { kind: 'accepted' });
      }
      if (lines.length > 0) await appendDurably(this.#index, lines.join(''));
      this.#listed = undefined;
      return outcomes;
    });
  }

  async prove(sends: readonly QueuedSend[], _proof: unknown, signal: AbortSignal): Promise<Outcomes> {
    return await named(async () => {
      await this.#begin();
      const outcomes = new Map<number, SendEvent>();
      for (const send of sends) {
        if (signal.aborted) break;
        const found = await hashOfFile(join(this.#dir, ...pathInFolder(send)));
        const isListed = (await this.#lines()).has(send.sha256);
        const isOurs = found === send.sha256;
        const kind = isOurs && isListed ? 'proved' : found === undefined || isOurs ? 'absent' : 'differs';
        outcomes.set(send.id, { kind });
      }
      return outcomes;
    });
  }

  async test(): Promise<void> {
    await named(async () => {
      await this.#begin();
      await access(this.#dir, constants.W_OK);
    });
  }

  close(): void {
    this.#listed = undefined;
  }

  async #begin(): Promise<void> {
    if (this.#isOwn) await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    else await stat(this.#dir);
    await mkdir(dirname(this.#index), { recursive: true });
  }

  /** Hashes that this writer's index names. */
  async #lines(): Promise<Set<string>> {
    this.#listed ??= new Set(
      parseIndex((await exists(this.#index)) ? await readFile(this.#index, 'utf8') : '').map(
        ({ sha256 }) => sha256,
      ),
    );
    return this.#listed;
  }
}

async function writeDurably(to: string, parcel: Parcel): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const partial = `${to}.${process.pid}.part`;
  try {
    const file = await open(partial, 'w', 0o600);
    try {
      for await (const chunk of parcel.stream()) await file.write(chunk as Uint8Array);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(dirname(to));
}

async function appendDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    // What a power cut left of a line must not swallow the next one.
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    await file.write(size > 0 && last.toString() !== '\n' ? `\n${text}` : text);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

/** Windows has no folders to sync, and some shares refuse: there the rename is as durable as it gets. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // As good as it gets.
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false;
      throw error;
    },
  );
}

/** Undefined where there is no such file. */
async function hashOfFile(path: string): Promise<string | undefined> {
  if (!(await exists(path))) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

const PROBLEMS: Readonly<Record<string, LinkProblem>> = {
  ENOENT: 'folder-missing',
  ENOTDIR: 'folder-missing',
  EACCES: 'folder-read-only',
  EPERM: 'folder-read-only',
  EROFS: 'folder-read-only',
  ENOSPC: 'folder-full',
  EDQUOT: 'folder-full',
};

/** A file system's error as what it means for the destination; a share that goes away has many names. */
async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) === '') throw error;
    throw new LinkError(PROBLEMS[errorCode(error)] ?? 'unreachable');
  }
}
