import { type BrowserWindow, dialog } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import { ErrorCode, Language } from '../../contract/index.js';
import { explainStore, SystemDialogs } from './dialogs.js';

// Stands in for the system's own windows, which no test can answer.
vi.mock('electron', () => ({
  dialog: { showOpenDialog: vi.fn(), showSaveDialog: vi.fn(), showErrorBox: vi.fn() },
}));

const window = {} as BrowserWindow;
let language: Language = 'en';
const dialogs = new SystemDialogs(
  () => window,
  () => language,
);
beforeEach(() => {
  vi.mocked(dialog.showOpenDialog).mockResolvedValue({ canceled: false, filePaths: ['/a', '/b'] });
  vi.mocked(dialog.showSaveDialog).mockResolvedValue({ canceled: false, filePath: '/c.csv' });
});

it('asks in the language that is chosen at that moment', async () => {
  const titles: Record<string, string | undefined> = {};
  for (language of Language.options) {
    expect(await dialogs.chooseImport('folder')).toEqual(['/a', '/b']);
    titles[language] = vi.mocked(dialog.showOpenDialog).mock.lastCall?.at(1)?.title;
  }
  expect(titles).toEqual({
    en: 'Import a folder',
    ru: 'Импорт папки',
    kk: 'Қалтаны импорттау',
    pt: 'Importar uma pasta',
  });
});

it('answers null where the user cancels', async () => {
  vi.mocked(dialog.showOpenDialog).mockResolvedValue({ canceled: true, filePaths: [] });
  vi.mocked(dialog.showSaveDialog).mockResolvedValue({ canceled: true, filePath: '' });
  expect([
    await dialogs.chooseImport('files'),
    await dialogs.chooseFolder('releasedFolder'),
    await dialogs.chooseSave('saveReport', 'report.csv'),
  ]).toEqual([null, null, null]);
});

it('offers the kind of file that its name says', async () => {
  language = 'en';
  expect(await dialogs.chooseSave('saveRecords', 'tynys-released.json')).toBe('/c.csv');
  expect(dialog.showSaveDialog).toHaveBeenLastCalledWith(
    window,
    expect.objectContaining({
      defaultPath: 'tynys-released.json',
      filters: [{ name: 'JSON', extensions: ['json'] }],
      message: 'Save the list of released images',
    }),
  );
});

it.each(ErrorCode.options)('explains a store that cannot be opened: %s', async (code) => {
  await explainStore('en', code, '/store');
  const [title, text] = vi.mocked(dialog.showErrorBox).mock.lastCall ?? [];
  expect(title).toBe('The store cannot be opened');
  expect(text).toMatch(/^\S.*[.?]\n\n\/store$/s);
  // What helps is said, not only what is wrong.
  if (code === 'unreadable') expect(text).toContain('tynys reindex');
});
