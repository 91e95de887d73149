import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // Units stand beside what they test and need nothing but Node.
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.integration.test.ts'],
          testTimeout: 20_000,
        },
      },
      // Integration tests talk to real peers (dcmtk, dicom3tools, Orthanc), real processes and ../shared/data.
      {
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
