import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

const root = resolve(import.meta.dirname, '..');

/** A running workstation with a store and settings of its own. */
export interface Workstation {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly storeDir: string;
  /** Keeps a picture of the window under artefacts/. */
  picture(name: string): Promise<void>;
  /** Drops files or folders on the window, as a file manager does. */
  drop(...paths: string[]): Promise<void>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  readonly storeDir: string;
  readonly profileDir: string;
  readonly args?: readonly string[];
}

async function launchOnce(options: LaunchOptions): Promise<ElectronApplication> {
  return _electron.launch({
    cwd: root,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '.',
      '--store',
      options.storeDir,
      ...(options.args ?? []),
    ],
    env: { ...process.env, TYNYS_PROFILE: options.profileDir } as Record<string, string>,
    timeout: 15_000,
  });
}

export async function startWorkstation(options: LaunchOptions): Promise<Workstation> {
  mkdirSync(join(root, 'artefacts'), { recursive: true });
  // The fallback runtime was seen to hang once in several dozen launches; a second try tells a hang from a fault.
  const app = await launchOnce(options).catch(() => launchOnce(options));
  const page = await app.firstWindow();
  // A drop before the first screen is painted would find nobody listening.
  await page.locator('.worklist, .worklist-empty').first().waitFor();
  const cdp = await page.context().newCDPSession(page);
  return {
    app,
    page,
    storeDir: options.storeDir,
    picture: async (name) => {
      await page.screenshot({ path: join(root, 'artefacts', `${name}.png`) });
    },
    drop: async (...paths) => {
      const data = { items: [], files: paths, dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await cdp.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
      }
    },
    close: () => app.close(),
  };
}

interface Fixtures {
  /** A folder of this test's own, removed afterwards. */
  readonly scratch: string;
  readonly workstation: Workstation;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  scratch: async ({}, use) => {
    const dir = mkdtempSync(join(tmpdir(), 'tynys-e2e-'));
    await use(dir);
    rmSync(dir, { recursive: true, force: true });
  },
  workstation: async ({ scratch }, use) => {
    const workstation = await startWorkstation({
      storeDir: join(scratch, 'store'),
      profileDir: join(scratch, 'profile'),
    });
    await use(workstation);
    await workstation.close().catch(() => undefined);
  },
});

export { expect } from '@playwright/test';
