import {
  type KeyImage,
  type Language,
  ReportDocument,
  type ReportObject,
  type ReportTexts,
  ReportVersion,
  type Signature,
} from '../../contract/index.js';
import { reportStateOf, reportStates } from '../../domain/report/index.js';
import type { Database } from './database.js';
import { StoreError, withStoreErrors } from './store-error.js';

/** Which document: a study's report (number 0) or one of its addenda. */
export interface ReportPlace {
  readonly studyId: number;
  readonly number: number;
}

export interface ReportChange extends ReportPlace {
  readonly language: Language;
  readonly texts: ReportTexts;
  readonly author: string;
}

export interface SignedReport extends ReportPlace {
  readonly signature: Signature;
  readonly keyImages: readonly KeyImage[];
  /** The whole report as it was signed, to be stored in the study. */
  readonly pdf: Uint8Array;
}

export interface ReadReports {
  /** The report and its addenda, in order; the last may still be written. */
  ofStudy(studyId: number): ReportDocument[];
  /** What a document said before, oldest first. */
  history(place: ReportPlace): ReportVersion[];
}

export interface Reports extends ReadReports {
  /**
   * Writes down what a document says now, and keeps what it said before.
   * @throws StoreError 'denied' where it is signed; 'bad-request' for an addendum to what is not
   */
  save(change: ReportChange): ReportDocument;
  /** @throws StoreError 'not-found' where there is no such document, 'denied' where it is signed already */
  sign(signed: SignedReport): ReportDocument;
  /** Signed documents whose objects are not in their study yet. */
  toStore(): (ReportPlace & { readonly pdf: Uint8Array })[];
  /** Notes which objects hold a signed document; its PDF need not be kept any longer. */
  stored(place: ReportPlace, objects: readonly ReportObject[]): void;
}

interface Row {
  readonly id: number;
  readonly study: number;
  readonly number: number;
  readonly language: string;
  readonly texts: string;
  readonly author: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly signature: string | null;
  readonly keyImages: string;
  readonly objects: string;
}

/** A report that is typed is saved every second; its history keeps one version a minute. */
const VERSION_MS = 60_000;

const SELECT = `SELECT id, study, number, language, texts, author, createdAt, modifiedAt, signature, keyImages, objects
  FROM report`;

/** Reports, addenda and what they said before. That what is signed stays is kept by the tables themselves. */
export class StoreReports implements Reports {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  ofStudy(studyId: number): ReportDocument[] {
    return this.#db
      .prepare<unknown[], Row>(`${SELECT} WHERE study = ? ORDER BY number`)
      .all(studyId)
      .map(documentOf);
  }

  history(place: ReportPlace): ReportVersion[] {
    return this.#db
      .prepare<unknown[], { texts: string; author: string; savedAt: string; kind: string }>(
        `SELECT reportHistory.texts, reportHistory.author, savedAt, kind FROM reportHistory
         JOIN report ON report.id = report WHERE study = ? AND number = ? ORDER BY reportHistory.id`,
      )
      .all(place.studyId, place.number)
      .map((row) => ReportVersion.parse({ ...row, texts: JSON.parse(row.texts) }));
  }

  save(change: ReportChange): ReportDocument {
    return this.#write(() => {
      const now = new Date().toISOString();
      this.#mayBeWritten(change);
      const values = { ...change, texts: JSON.stringify(change.texts), now };
      this.#db
        .prepare(
          `INSERT INTO report (study, number, language, texts, author, createdAt, modifiedAt)
           VALUES (@studyId, @number, @language, @texts, @author, @now, @now)
           ON CONFLICT (study, number) DO UPDATE SET language = excluded.language, texts = excluded.texts,
             author = excluded.author, modifiedAt = excluded.modifiedAt`,
        )
        .run(values);
      const { id } = this.#row(change);
      this.#remember(id, values.texts, change.author, now);
      this.#tellStudy(change.studyId);
      return this.#document(change);
    });
  }

  sign({ signature, keyImages, pdf, ...place }: SignedReport): ReportDocument {
    return this.#write(() => {
      const { id, texts, signature: before } = this.#row(place);
      if (before !== null) throw alreadySigned();
      this.#db
        .prepare('UPDATE report SET signature = ?, keyImages = ?, pdf = ?, modifiedAt = ? WHERE id = ?')
        .run(JSON.stringify(signature), JSON.stringify(keyImages), pdf, signature.signedAt, id);
      this.#db
        .prepare(
          "INSERT INTO reportHistory (report, texts, author, savedAt, kind) VALUES (?, ?, ?, ?, 'signed')",
        )
        .run(id, texts, signature.name, signature.signedAt);
      this.#tellStudy(place.studyId);
      return this.#document(place);
    });
  }

  toStore(): (ReportPlace & { pdf: Uint8Array })[] {
    return this.#db
      .prepare<unknown[], ReportPlace & { pdf: Uint8Array }>(
        'SELECT study AS studyId, number, pdf FROM report WHERE pdf IS NOT NULL ORDER BY id',
      )
      .all();
  }

  stored(place: ReportPlace, objects: readonly ReportObject[]): void {
    this.#write(() => {
      this.#db
        .prepare('UPDATE report SET objects = ?, pdf = NULL WHERE study = ? AND number = ?')
        .run(JSON.stringify(objects), place.studyId, place.number);
    });
  }

  #mayBeWritten({ studyId, number }: ReportPlace): void {
    const parts = this.ofStudy(studyId);
    if (parts[number]?.signature) throw alreadySigned();
    if (number > parts.length || (number > 0 && !parts[number - 1]?.signature)) {
      throw new StoreError('bad-request', 'An addendum is to a report that is signed.');
    }
  }

  /** A version takes the place of the same author's last one while that is younger than a minute. */
  #remember(report: number, texts: string, author: string, now: string): void {
    const last = this.#db
      .prepare<unknown[], { id: number; author: string; savedAt: string }>(
        'SELECT id, author, savedAt FROM reportHistory WHERE report = ? ORDER BY id DESC LIMIT 1',
      )
      .get(report);
    if (last?.author === author && Date.parse(now) - Date.parse(last.savedAt) < VERSION_MS) {
      this.#db.prepare('UPDATE reportHistory SET texts = ? WHERE id = ?').run(texts, last.id);
      return;
    }
    this.#db
      .prepare(
        "INSERT INTO reportHistory (report, texts, author, savedAt, kind) VALUES (?, ?, ?, ?, 'saved')",
      )
      .run(report, texts, author, now);
  }

  /** The worklist's own column follows in the same transaction. */
  #tellStudy(studyId: number): void {
    const state = reportStates.indexOf(reportStateOf(this.ofStudy(studyId)));
    this.#db
      .prepare('UPDATE study SET reportState = ? WHERE id = ? AND reportState <> ?')
      .run(state, studyId, state);
  }

  #document(place: ReportPlace): ReportDocument {
    return documentOf(this.#row(place));
  }

  #row({ studyId, number }: ReportPlace): Row {
    const row = this.#db
      .prepare<unknown[], Row>(`${SELECT} WHERE study = ? AND number = ?`)
      .get(studyId, number);
    if (row === undefined) throw new StoreError('not-found', 'There is no such report.');
    return row;
  }

  #write<T>(change: () => T): T {
    return withStoreErrors(() => this.#db.transaction(change).immediate());
  }
}

const alreadySigned = (): StoreError =>
  new StoreError('denied', 'A signed report stays as it is; what is to be added is an addendum.');

function documentOf({ id: _, study, ...row }: Row): ReportDocument {
  return ReportDocument.parse({
    ...row,
    studyId: study,
    texts: JSON.parse(row.texts),
    signature: row.signature === null ? null : JSON.parse(row.signature),
    keyImages: JSON.parse(row.keyImages),
    objects: JSON.parse(row.objects),
  });
}
