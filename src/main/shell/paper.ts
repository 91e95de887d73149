import { BrowserWindow } from 'electron';
import { origin } from './protocol.js';

/** Bottom centre of every page; figures only, as this line has none of the page's own fonts. */
const PAGE_NUMBERS = `<div style="width:100%;font-size:8px;text-align:center;color:#555"><span class="pageNumber"></span> / <span class="totalPages"></span></div>`;
const A4 = { pageSize: 'A4', printBackground: true } as const;

/**
 * Makes pages of HTML into paper, each in a window of its own that nobody sees: no script, no bridge, and the content
 * security policy of every page here. A page is held in memory for as long as its window loads it.
 */
export class Paper {
  readonly #pages = new Map<number, string>();
  #count = 0;

  /** The page at `/page/<id>` while it is being printed. */
  page(id: number): string | undefined {
    return this.#pages.get(id);
  }

  toPdf(html: string): Promise<Uint8Array> {
    return this.#withWindow(html, ({ webContents }) =>
      webContents.printToPDF({
        ...A4,
        preferCSSPageSize: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: PAGE_NUMBERS,
      }),
    );
  }

  /** Opens the system's dialog; false when the user cancels or there is no printer. */
  print(html: string): Promise<boolean> {
    return this.#withWindow(
      html,
      ({ webContents }) =>
        new Promise((settled) => webContents.print({ ...A4, silent: false }, (printed) => settled(printed))),
    );
  }

  async #withWindow<T>(html: string, use: (window: BrowserWindow) => Promise<T>): Promise<T> {
    this.#count += 1;
    const id = this.#count;
    this.#pages.set(id, html);
    const window = new BrowserWindow({
      show: false,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
    });
    try {
      await window.loadURL(`${origin}/page/${id}`);
      return await use(window);
    } finally {
      this.#pages.delete(id);
      window.destroy();
    }
  }
}
