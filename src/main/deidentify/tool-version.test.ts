import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { toolVersion } from './tool-version.js';

it('is the version of the product, which is what Electron says of the app as well', () => {
  const path = resolve(import.meta.dirname, '../../../package.json');
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  expect(manifest).toMatchObject({ version: toolVersion() });
});
