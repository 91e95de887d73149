import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Judges of what was released: programs that others wrote.

export const orthanc = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'].find((path) => existsSync(path));
export const hasDciodvfy = spawnSync('dciodvfy', ['-version']).error === undefined;
if (orthanc === undefined) console.error('skipped: no Orthanc (Debian package orthanc) to store the output');
if (!hasDciodvfy) console.error('skipped: no dciodvfy (Debian package dicom3tools) to judge the output');

/** Where it gave up reading: what it did not look at cannot be compared. */
const unread = /read failed|Tags out of order|missing SOPInstanceUID|not a valid DICOM|Object Not found/i;

/** What dciodvfy calls an error, without item numbers and values; undefined where it could not read the object. */
function errorsOf(file: string): Set<string> | undefined {
  const { stdout, stderr } = spawnSync('dciodvfy', ['-new', file], { encoding: 'latin1', timeout: 60_000 });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
  if (lines.some((line) => unread.test(line))) return undefined;
  return new Set(lines.map((line) => line.replace(/\[\d+\]/g, '').replace(/= <[^>]*>/g, '= <>')));
}

/** Errors of a file that it did not have before; none where the one before could not be read. */
export function newErrors(before: string, after: string): string[] {
  const known = errorsOf(before);
  return known === undefined ? [] : [...(errorsOf(after) ?? [])].filter((error) => !known.has(error));
}

/**
 * Sends files to a real Orthanc of its own.
 * @param dir for its database; made
 * @returns those that it refused
 */
export async function refusedByOrthanc(
  binary: string,
  dir: string,
  port: number,
  files: readonly string[],
): Promise<string[]> {
  mkdirSync(dir);
  const db = join(dir, 'db');
  const configuration = {
    StorageDirectory: db,
    IndexDirectory: db,
    HttpPort: port,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomServerEnabled: false,
    OverwriteInstances: true,
    Plugins: [],
  };
  writeFileSync(join(dir, 'orthanc.json'), JSON.stringify(configuration));
  const server = spawn(binary, [join(dir, 'orthanc.json')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  try {
    for (let tries = 0; tries < 200; tries += 1) {
      const up = await fetch(`${url}/system`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (up) break;
      await sleep(100);
    }
    const refused: string[] = [];
    for (const file of files) {
      const answer = await fetch(`${url}/instances`, { method: 'POST', body: readFileSync(file) });
      await answer.arrayBuffer();
      if (!answer.ok) refused.push(`${answer.status} ${statSync(file).size} ${file}`);
    }
    return refused;
  } finally {
    server.kill();
  }
}
