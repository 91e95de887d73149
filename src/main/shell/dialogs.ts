import { type BrowserWindow, dialog } from 'electron';
import type { ErrorCode, Language } from '../../contract/index.js';
import type { en } from '../../renderer/ui/locales/en/index.js';

type Words = Pick<typeof en, 'dialog' | 'error' | 'report' | 'common'>;

/** Read when the first dialog opens: a launch has no use for them. */
const locales: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('../../renderer/ui/locales/en/index.js')).en,
  kk: async () => (await import('../../renderer/ui/locales/kk/index.js')).kk,
  pt: async () => (await import('../../renderer/ui/locales/pt/index.js')).pt,
  ru: async () => (await import('../../renderer/ui/locales/ru/index.js')).ru,
};

/** The words of the main process. */
export const wordsIn = (language: Language): Promise<Words> => locales[language]();

/** What a folder is asked for. */
export type FolderPurpose = 'releasedFolder' | 'modelFolder' | 'repositoryFolder' | 'trainingSetFolder';
/** What is saved. */
export type SavePurpose = 'saveReport' | 'saveRecords' | 'savePdf';

const importTitles = { folder: 'importFolder', files: 'importFiles', disc: 'importDisc' } as const;

/** The system's own dialogs, in the language of the window. Every answer is null when the user cancels. */
export class SystemDialogs {
  readonly #window: () => BrowserWindow;
  readonly #language: () => Language;

  constructor(window: () => BrowserWindow, language: () => Language) {
    this.#window = window;
    this.#language = language;
  }

  async chooseImport(kind: keyof typeof importTitles): Promise<string[] | null> {
    const words = await this.#words();
    const answer = await dialog.showOpenDialog(this.#window(), {
      ...titled(words[importTitles[kind]]),
      buttonLabel: words.importButton,
      properties: kind === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', 'multiSelections'],
    });
    return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
  }

  /** @param defaultName its extension is what is offered to save as */
  async chooseSave(purpose: SavePurpose, defaultName: string): Promise<string | null> {
    const words = await this.#words();
    const extension = defaultName.slice(defaultName.lastIndexOf('.') + 1);
    const answer = await dialog.showSaveDialog(this.#window(), {
      ...titled(words[purpose]),
      buttonLabel: words.saveButton,
      defaultPath: defaultName,
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    });
    return answer.canceled || answer.filePath === '' ? null : answer.filePath;
  }

  async chooseFolder(purpose: FolderPurpose): Promise<string | null> {
    const words = await this.#words();
    const answer = await dialog.showOpenDialog(this.#window(), {
      ...titled(words[purpose]),
      buttonLabel: words.chooseButton,
      properties: ['openDirectory', 'createDirectory'],
    });
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  }

  async #words(): Promise<Words['dialog']> {
    return (await wordsIn(this.#language())).dialog;
  }
}

/** Says why there is no window: without its store the program has nothing to show. */
export async function explainStore(language: Language, code: ErrorCode, dir: string): Promise<void> {
  const { dialog: words, error } = await wordsIn(language);
  const why = code === 'unreadable' ? words.storeUnreadable : error[code];
  dialog.showErrorBox(words.storeTitle, `${why}\n\n${dir}`);
}

/** macOS shows no title on its panels but a message. */
const titled = (title: string): { title: string; message: string } => ({ title, message: title });
