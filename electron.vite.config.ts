import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { deepJpeg } from './scripts/deep-jpeg.mjs';
import { licences } from './scripts/licences.mjs';

const at = (path: string): string => resolve(import.meta.dirname, path);

// Built for what both runtimes have: Chrome 130 and Node 20 (see docs/decisions).
export default defineConfig({
  main: {
    // fflate's build for Node declares a `require` of its own, as the output does.
    resolve: { alias: [deepJpeg, { find: /^fflate$/, replacement: 'fflate/browser' }] },
    build: {
      target: 'node20',
      sourcemap: true,
      // Bundled: the sixty files of zod alone took a third of every start. Native code and data stay outside.
      externalizeDeps: false,
      rollupOptions: {
        external: [/^better-sqlite3/, /^onnxruntime-node/, /^@gutenye\//],
        input: {
          index: at('src/main/index.ts'),
          cli: at('src/main/cli.ts'),
          'import-worker': at('src/main/import/worker.ts'),
          'deidentify-worker': at('src/main/deidentify/worker.ts'),
          'analyse-worker': at('src/main/analyse/worker.ts'),
          'research-worker': at('src/main/research/worker.ts'),
          'receive-worker': at('src/main/receive/worker.ts'),
          'sample-worker': at('src/main/sample/worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      // A sandboxed preload is one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [react(), licences()],
    // The window lives at tynys://app also in development, so the hot-reload socket is named.
    server: { port: 5317, strictPort: true, hmr: { host: 'localhost', port: 5317, protocol: 'ws' } },
    resolve: { alias: [deepJpeg] },
    worker: { format: 'es' },
    optimizeDeps: { exclude: ['@cornerstonejs/dicom-image-loader'], include: ['dicom-parser'] },
    build: {
      target: 'chrome130',
      sourcemap: false,
      // The viewer's code is read before the first film: half the size is half the wait.
      minify: true,
      chunkSizeWarningLimit: 8000,
      rollupOptions: { input: at('src/renderer/index.html') },
    },
  },
});
