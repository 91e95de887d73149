import { writeFile } from 'node:fs/promises';
import { app, type BrowserWindow } from 'electron';

const quietMs = 600;
const patienceMs = 75_000;

export interface Screenshot {
  /** The renderer says that all it was asked for is painted. */
  settled(screen: string | undefined): void;
  /** From now on only a settled screen of this name counts. */
  expect(screen: string): void;
}

/**
 * Writes what the window shows once it has settled, then ends the app; so that a machine without a screen can
 * show its work. Exit code 1 when it never settles: the picture then shows how far it came.
 */
export function takeScreenshot(window: BrowserWindow, file: string): Screenshot {
  let expected: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const shoot = async (code: number): Promise<void> => {
    clearTimeout(timer);
    clearTimeout(patience);
    const image = await window.webContents.capturePage();
    await writeFile(file, image.toPNG());
    app.exit(code);
  };
  const patience = setTimeout(() => void shoot(1), patienceMs);
  return {
    settled(screen) {
      if (expected !== undefined && screen !== expected) return;
      clearTimeout(timer);
      timer = setTimeout(() => void shoot(0), quietMs);
    },
    expect(screen) {
      expected = screen;
      clearTimeout(timer);
    },
  };
}
