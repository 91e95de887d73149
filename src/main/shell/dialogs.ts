import { type BrowserWindow, dialog } from 'electron';

/** What the system's own dialogs say; the renderer's language does not reach them. */
const titles = { folder: 'Import a folder', files: 'Import files', disc: 'Import a disc' } as const;

/** Asks for what to import; null when the user cancels. */
export async function chooseImport(
  window: BrowserWindow,
  kind: keyof typeof titles,
): Promise<string[] | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: titles[kind],
    properties: kind === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', 'multiSelections'],
  });
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
}

/** Asks where to save; null when the user cancels. */
export async function chooseSave(window: BrowserWindow, defaultName: string): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, { defaultPath: defaultName });
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}

/** Asks for a folder to write into; null when the user cancels. */
export async function chooseTarget(window: BrowserWindow): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}
