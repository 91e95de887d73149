import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';
import { type AppInfo, Licence } from '../../contract/index.js';

/** Set-up leaves this beside the binary of the development runtime. */
const fallbackMarker = 'TYNYS_FALLBACK_RUNTIME.json';

export async function describeApp(storeDir: string, logDir: string): Promise<AppInfo> {
  const disk = await statfs(storeDir).catch(() => undefined);
  return {
    version: app.getVersion(),
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
    runtime: existsSync(join(dirname(process.execPath), fallbackMarker)) ? 'fallback' : 'official',
    platform: `${process.platform} ${process.arch}`,
    storeDir,
    logDir,
    storeBytesFree: disk === undefined ? null : disk.bavail * disk.bsize,
  };
}

/** The licences of everything that is built in, listed by the build. */
export function readLicences(rendererDir: string): Licence[] {
  const file = join(rendererDir, 'licences.json');
  return existsSync(file) ? z.array(Licence).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}
