import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Disc } from '../../contract/index.js';
import { isDicomdirName } from './entry-name.js';

/** A drive that is still spinning up, or a dead network mount, answers late or never. */
const PROBE_MS = 800;
/** File systems that only removable discs have. */
const DISC_FILE_SYSTEMS = new Set(['iso9660', 'udf']);

/** Probes on their way, so that a folder that never answers holds one thread of the pool and not one a call. */
const probing = new Map<string, Promise<readonly string[]>>();

/** Lists the names in a folder; nothing where that fails or takes too long. */
async function namesIn(folder: string): Promise<readonly string[]> {
  let probe = probing.get(folder);
  if (probe === undefined) {
    probe = readdir(folder).catch(() => []);
    probing.set(folder, probe);
    void probe.finally(() => probing.delete(folder));
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(resolve, PROBE_MS, []);
  });
  try {
    return await Promise.race([probe, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The media that are mounted now and may be patient discs: those with a DICOMDIR first. Takes about a second at
 * most, whatever the drives do.
 */
export async function mountedDiscs(platform: NodeJS.Platform = process.platform): Promise<Disc[]> {
  const folders = await candidates(platform);
  const discs = await Promise.all(
    folders.map(async ({ path, mounted }): Promise<Disc | undefined> => {
      const names = await namesIn(path);
      const hasDicomdir = names.some(isDicomdirName);
      if (!hasDicomdir && (!mounted || names.length === 0)) return undefined;
      return { path, label: basename(path) || path, hasDicomdir };
    }),
  );
  return discs
    .filter((disc) => disc !== undefined)
    .sort((a, b) => Number(b.hasDicomdir) - Number(a.hasDicomdir) || (a.path < b.path ? -1 : 1));
}

/** Places to look at; `mounted` = a medium even where it has no DICOMDIR. */
async function candidates(platform: NodeJS.Platform): Promise<{ path: string; mounted: boolean }[]> {
  if (platform === 'win32') {
    // A: and B: are floppy drives, whose probing is audible; C: is the system's.
    return [...'DEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => ({ path: `${letter}:\\`, mounted: true }));
  }
  if (platform === 'darwin') {
    const volumes = await namesIn('/Volumes');
    return volumes.map((name) => ({ path: join('/Volumes', name), mounted: true }));
  }
  const mounts = await linuxMounts();
  const found = new Map(mounts.map((path) => [path, true]));
  for (const parent of ['/media', '/run/media', '/mnt']) {
    for (const name of await namesIn(parent)) {
      const path = join(parent, name);
      if (!found.has(path)) found.set(path, false);
      // Desktops mount below a folder of the user: /media/USER/LABEL.
      if (parent === '/mnt' || mounts.includes(path)) continue;
      for (const below of await namesIn(path)) {
        if (!found.has(join(path, below))) found.set(join(path, below), false);
      }
    }
  }
  return [...found].map(([path, mounted]) => ({ path, mounted }));
}

/** Mount points of removable media, from /proc/self/mounts (fstab(5)); reading it touches no drive. */
async function linuxMounts(): Promise<string[]> {
  let text: string;
  try {
    text = await readFile('/proc/self/mounts', 'utf8');
  } catch {
    return [];
  }
  const points: string[] = [];
  for (const line of text.split('\n')) {
    const [, escaped = '', type = ''] = line.split(' ');
    const path = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    if (DISC_FILE_SYSTEMS.has(type) || /^\/(media|run\/media|mnt)\//.test(path)) points.push(path);
  }
  return points;
}
