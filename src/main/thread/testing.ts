import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';
import { deepJpeg } from '../../../scripts/deep-jpeg.mjs';

// Entries of threads and processes bundled as they ship; no part of the product imports it.

const root = resolve(import.meta.dirname, '../../..');

export interface Bundle {
  /** A folder of this process; each entry is a `.js` in it. */
  readonly dir: string;
  build(): Promise<void>;
  remove(): void;
}

/** @param entries file name without ending -> source below the repository */
export function bundleOf(name: string, entries: Readonly<Record<string, string>>): Bundle {
  const dir = resolve(root, `.cache/${name}-${process.pid}`);
  const input = Object.fromEntries(
    Object.entries(entries).map(([entry, source]) => [entry, resolve(root, source)]),
  );
  return {
    dir,
    async build() {
      await build({
        configFile: false,
        logLevel: 'error',
        root,
        resolve: { alias: [deepJpeg] },
        build: { ssr: true, outDir: dir, emptyOutDir: true, target: 'node20', rollupOptions: { input } },
      });
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
