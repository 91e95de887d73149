import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { licences } from './scripts/licences.mjs';

const at = (path: string): string => resolve(import.meta.dirname, path);

// Built for what both runtimes have: Chrome 130 and Node 20 (see docs/decisions).
export default defineConfig({
  main: {
    build: {
      target: 'node20',
      sourcemap: true,
      rollupOptions: {
        input: {
          index: at('src/main/index.ts'),
          cli: at('src/main/cli.ts'),
          'import-worker': at('src/main/import/worker.ts'),
          'deidentify-worker': at('src/main/deidentify/worker.ts'),
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
    resolve: {
      alias: [
        {
          // The package exports its 12-bit JPEG codec only together with the rest of Cornerstone3D, 7 MB of it,
          // which a decode worker has no use for.
          find: /^@cornerstonejs\/dicom-image-loader\/decoders\/(.*)$/,
          replacement: at('node_modules/@cornerstonejs/dicom-image-loader/dist/esm/shared/decoders/$1.js'),
        },
      ],
    },
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
