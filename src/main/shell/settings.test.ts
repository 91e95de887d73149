import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettings } from './settings.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-settings-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('what was chosen is found again', () => {
  openSettings(dir).write({ keyProfile: 'weasis' });
  openSettings(dir).rememberWindow({ width: 900, height: 700, maximized: false });
  const again = openSettings(dir);
  expect(again.read()).toMatchObject({ keyProfile: 'weasis', language: 'en' });
  expect(again.windowPlace()).toEqual({ width: 900, height: 700, maximized: false });
});

test.each(['', '{', '[]', '{"reader":{"language":"xx"}}', '{"reader":1}'])(
  'a damaged file %j means defaults',
  (text) => {
    writeFileSync(join(dir, 'settings.json'), text);
    expect(openSettings(dir).read().language).toBe('en');
  },
);
