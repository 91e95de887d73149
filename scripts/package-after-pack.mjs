// Called by electron-builder when the app's folder is complete and before it is signed.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {{ appOutDir: string, electronPlatformName: string }} context */
export async function afterPack({ appOutDir, electronPlatformName }) {
  // On macOS electron-builder does it itself. A package that has lost its own archive must not start this instead.
  if (electronPlatformName !== 'darwin') {
    await rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true });
  }
}
