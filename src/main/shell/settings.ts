import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Settings } from '../../contract/index.js';

const Window = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number(),
  height: z.number(),
  maximized: z.boolean(),
});
const File = z.object({ reader: Settings.partial().default({}), window: Window.optional() });
export type WindowPlace = z.infer<typeof Window>;

export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export interface SettingsFile {
  read(): Settings;
  /** Keys that are absent or undefined keep their value. */
  write(change: SettingsChange): Settings;
  windowPlace(): WindowPlace | undefined;
  rememberWindow(place: WindowPlace): void;
}

/** Settings of this machine's user: a small JSON file, replaced atomically; an unreadable one means defaults. */
export function openSettings(dir: string): SettingsFile {
  const path = join(dir, 'settings.json');
  const load = (): z.infer<typeof File> => {
    try {
      return File.catch({ reader: {} }).parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return { reader: {} };
    }
  };
  let current = load();
  const save = (): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(current, null, 2));
    renameSync(`${path}.new`, path);
  };
  const read = (): Settings => Settings.parse(current.reader);
  return {
    read,
    write(change) {
      const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      current = { ...current, reader: { ...current.reader, ...said } };
      save();
      return read();
    },
    windowPlace: () => current.window,
    rememberWindow(place) {
      current = { ...current, window: place };
      save();
    },
  };
}
