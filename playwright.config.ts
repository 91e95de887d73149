import { defineConfig } from '@playwright/test';

// The real app, one window at a time: two cores draw one film at a time well, and two badly.
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'artefacts/e2e',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: [['list']],
  use: { trace: 'off' },
});
