import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { StoreError } from './store-error.js';

/** Version of the folder's layout; the index has its own (`user_version`). */
const LAYOUT_VERSION = 1;

const Marker = z.object({ product: z.literal('tynys'), layoutVersion: z.number().int() });

const README = `This folder is a Tynys store.

objects/   the images, byte for byte as they arrived; each file is named by the SHA-256 of its bytes
released/  de-identified copies of what was released, each named by the SHA-256 of its bytes
secret/    the site secret that pseudonyms are made with: keep a copy, give it to nobody
aside/     what could not be stored: conflicting or unreadable files, pictures waiting for a patient
index.sqlite   the index over objects/; "tynys reindex" can build it anew from them
staging/   imports in progress

Nothing in here is meant to be edited by hand. To move or back up the store, close Tynys and copy the
whole folder. It holds patient data.
`;

/** The paths of a store folder. */
export interface Layout {
  readonly dir: string;
  readonly index: string;
  readonly objects: string;
  readonly aside: string;
  readonly released: string;
  readonly staging: string;
}

export function layoutOf(dir: string): Layout {
  return {
    dir,
    index: join(dir, 'index.sqlite'),
    objects: join(dir, 'objects'),
    aside: join(dir, 'aside'),
    released: join(dir, 'released'),
    staging: join(dir, 'staging'),
  };
}

/** Where the store is unless the user or the command line says otherwise. */
export function defaultStoreDir(): string {
  const env = process.env;
  const fromEnv = env['TYNYS_STORE'];
  if (fromEnv !== undefined && fromEnv !== '') return fromEnv;
  switch (process.platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Tynys', 'store');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Tynys', 'store');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'tynys', 'store');
  }
}

/**
 * Makes the folder a store where it is not one yet. Idempotent, also for two processes at once.
 * @throws StoreError 'future-store' when a newer version laid it out.
 */
export function createLayout(layout: Layout): void {
  const marker = join(layout.dir, 'store.json');
  if (existsSync(marker)) {
    checkMarker(marker);
    mkdirSync(layout.staging, { recursive: true, mode: 0o700 });
    // Laid out before there were releases.
    if (!existsSync(join(layout.released, 'ff'))) makePrefixFolders(layout.released);
    return;
  }
  // Only the owner may look inside: every file in here is patient data.
  for (const dir of [layout.dir, layout.objects, layout.aside, layout.staging]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }
  makePrefixFolders(layout.objects);
  makePrefixFolders(layout.released);
  writeFileSync(join(layout.dir, 'README.txt'), README, { mode: 0o600 });
  // Last: a folder with a marker is complete.
  writeFileSync(
    marker,
    `${JSON.stringify({ product: 'tynys', layoutVersion: LAYOUT_VERSION } satisfies z.infer<typeof Marker>)}\n`,
    { mode: 0o600 },
  );
}

function makePrefixFolders(dir: string): void {
  for (let prefix = 0; prefix < 256; prefix += 1) {
    mkdirSync(join(dir, prefix.toString(16).padStart(2, '0')), { recursive: true, mode: 0o700 });
  }
}

/** @throws StoreError 'not-found' when the folder is no store, 'future-store' when a newer version laid it out. */
export function checkLayout(layout: Layout): void {
  const marker = join(layout.dir, 'store.json');
  if (!existsSync(marker)) throw new StoreError('not-found', 'There is no store in this folder.');
  checkMarker(marker);
}

function checkMarker(path: string): void {
  const parsed = Marker.safeParse(parseJson(readFileSync(path, 'utf8')));
  // A torn marker of a crashed first start says nothing; the index has the version that matters.
  if (parsed.success && parsed.data.layoutVersion > LAYOUT_VERSION) throw futureStore();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function futureStore(): StoreError {
  return new StoreError(
    'future-store',
    'This store was written by a newer version of Tynys. Install that version to open it; nothing was changed.',
  );
}
