import type {
  KeyPicture,
  Language,
  ReportDocument,
  ReportTexts,
  Signature,
  StudyRow,
} from '../../contract/index.js';
import { canBeSigned } from '../../domain/report/index.js';
import { type ReportPlace, StoreError, type WriteStore } from '../store/index.js';
import { storeDocument } from './report-documents.js';
import type { PageWords } from './report-page.js';

/** Makes pages of HTML into paper. */
export interface Printer {
  /** @returns a PDF with page numbers */
  toPdf(html: string): Promise<Uint8Array>;
  /** Opens the system's dialog; false when the user cancels. */
  print(html: string): Promise<boolean>;
}

export interface ReportServiceOptions {
  readonly store: WriteStore;
  readonly printer: Printer;
  readonly productVersion: string;
  /** The reader at this workplace, and the site as its reports name it; read when they are needed. */
  readonly author: () => string;
  readonly institution: () => string;
  readonly words: (language: Language) => Promise<PageWords>;
  readonly onChanged: (studyId: number) => void;
  /** The message holds no patient data. */
  readonly onDefect: (message: string) => void;
}

/** Reports: written, signed once and for all, printed, and written into their studies. */
export class ReportService {
  readonly #options: ReportServiceOptions;
  /** Signatures follow one another: a document is stored before the next is. */
  #storing: Promise<void> = Promise.resolve();

  constructor(options: ReportServiceOptions) {
    this.#options = options;
  }

  /** Stores what was signed when an earlier run ended before it could. */
  start(): void {
    this.#storeSigned();
  }

  save(place: ReportPlace, language: Language, texts: ReportTexts): ReportDocument {
    const { store, author, onChanged } = this.#options;
    const document = store.reports.save({ ...place, language, texts, author: author() });
    onChanged(place.studyId);
    return document;
  }

  /**
   * Signs a document. Its pages are made first and kept with the signature, so that what is stored in the study is
   * what was signed, also after a crash.
   * @throws StoreError 'bad-request' where it says nothing yet
   */
  async sign(
    place: ReportPlace,
    by: Omit<Signature, 'signedAt'>,
    pictures: readonly KeyPicture[],
  ): Promise<ReportDocument> {
    const { store, printer, onChanged } = this.#options;
    const parts = store.reports.ofStudy(place.studyId);
    const written = parts[place.number];
    if (written === undefined || !canBeSigned(written)) {
      throw new StoreError('bad-request', 'This report says nothing yet.');
    }
    const signature = { ...by, signedAt: new Date().toISOString() };
    const signed = parts.map((part) => (part === written ? { ...part, signature } : part));
    const pdf = await printer.toPdf(await this.#page(place.studyId, signed, pictures));
    this.#mustBeUnchanged(place, written);
    const keyImages = pictures.map(({ SOPInstanceUID, frame }) => ({ SOPInstanceUID, frame }));
    const document = store.reports.sign({ ...place, signature, keyImages, pdf });
    onChanged(place.studyId);
    this.#storeSigned();
    return document;
  }

  /** A PDF of the report as it stands; while it is not signed, its pages say so. */
  async pdf(studyId: number, pictures: readonly KeyPicture[]): Promise<Uint8Array> {
    const parts = this.#options.store.reports.ofStudy(studyId);
    return this.#options.printer.toPdf(await this.#page(studyId, parts, pictures));
  }

  async print(studyId: number, pictures: readonly KeyPicture[]): Promise<boolean> {
    const parts = this.#options.store.reports.ofStudy(studyId);
    return this.#options.printer.print(await this.#page(studyId, parts, pictures));
  }

  /** What has been signed is in its study. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  async #page(
    studyId: number,
    documents: readonly ReportDocument[],
    pictures: readonly KeyPicture[],
  ): Promise<string> {
    const { words, institution } = this.#options;
    const study = this.#study(studyId);
    const [report] = documents;
    if (report === undefined) throw new StoreError('not-found', 'There is no report of this study.');
    // With the fonts of the page, which a launch has no use for.
    const { reportPage } = await import('./report-page.js');
    return reportPage({
      study,
      documents,
      pictures,
      institution: institution() || study.InstitutionName,
      words: await words(report.language),
    });
  }

  /** While its pages were made, somebody may have gone on writing. */
  #mustBeUnchanged({ studyId, number }: ReportPlace, written: ReportDocument): void {
    const now = this.#options.store.reports.ofStudy(studyId)[number];
    if (now?.modifiedAt !== written.modifiedAt) {
      throw new StoreError('busy', 'The report was changed while it was being signed.');
    }
  }

  #study(studyId: number): StudyRow {
    const study = this.#options.store.study(studyId);
    if (study === undefined) throw new StoreError('not-found', 'This study is not in the store.');
    return study;
  }

  #storeSigned(): void {
    this.#storing = this.#storing.then(async () => {
      for (const { pdf, ...place } of this.#options.store.reports.toStore()) {
        try {
          await this.#storeOne(place, pdf);
        } catch (error) {
          // It is tried again at the next start; the signature and its pages are safe in the index.
          this.#options.onDefect(error instanceof Error ? error.name : typeof error);
        }
      }
    });
  }

  async #storeOne(place: ReportPlace, pdf: Uint8Array): Promise<void> {
    const { store, productVersion, words, onChanged } = this.#options;
    const parts = store.reports.ofStudy(place.studyId).slice(0, place.number + 1);
    const { report } = await words(parts[0]?.language ?? 'en');
    const objects = await storeDocument(store, parts, pdf, report.heading, productVersion);
    store.reports.stored(place, objects);
    onChanged(place.studyId);
  }
}
