import { defineConfig } from 'vitest/config';
import { deepJpeg } from './scripts/deep-jpeg.mjs';

const resolve = { alias: [deepJpeg] };

export default defineConfig({
  test: {
    projects: [
      // Units stand beside what they test and need nothing but Node.
      {
        resolve,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.integration.test.ts'],
          testTimeout: 20_000,
        },
      },
      // Integration tests talk to real peers (dcmtk, dicom3tools, Orthanc), real processes and ../shared/data.
      {
        resolve,
        test: {
          name: 'integration',
          include: ['src/**/*.integration.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
