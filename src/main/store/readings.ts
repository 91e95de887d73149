import { Reading, ReadTemplate } from '../../contract/index.js';
import type { Database } from './database.js';
import { uidOf } from './identity.js';
import { StoreError, withStoreErrors } from './store-error.js';

/** Whose form about which film. */
export interface ReadingPlace {
  readonly SOPInstanceUID: string;
  readonly reader: string;
  readonly role: Reading['role'];
}

export interface ReadingChange extends ReadingPlace {
  readonly template: { readonly sha256: string; readonly body: ReadTemplate };
  readonly answers: Reading['answers'];
  readonly lines: Reading['lines'];
}

/** What a form said at a time. */
export interface ReadingVersion {
  readonly savedAt: string;
  readonly author: string;
  readonly kind: 'saved' | 'submitted' | 'reopened';
  readonly answers: Reading['answers'];
}

export interface ReadReadings {
  /** All forms about films of these studies; null: of all studies. */
  ofStudies(studyIds: readonly number[] | null): Reading[];
  /** All forms about a film. */
  ofFilm(SOPInstanceUID: string): Reading[];
  /** What a form said before, oldest first. */
  history(place: ReadingPlace): ReadingVersion[];
  /** The templates that forms in this store answer, by their SHA-256. */
  template(sha256: string): ReadTemplate | undefined;
  /** Every name that something was read under, in alphabetical order. */
  readers(): string[];
}

export interface Readings extends ReadReadings {
  /**
   * Writes down what a form says now, begins it where there is none, and keeps what it said before.
   * @throws StoreError 'not-found' for an unknown film; 'denied' where it is submitted, or where a consensus is
   * another's
   */
  save(change: ReadingChange): Reading;
  /** @throws StoreError 'not-found' where there is no such form */
  setState(place: ReadingPlace, state: Reading['state']): Reading;
}

interface Row {
  readonly id: number;
  readonly instanceKey: string;
  readonly answers: string;
  readonly lines: string;
}

/** A form that is being filled in is saved at every answer; its history keeps a state for as long as this. */
const VERSION_MS = 60_000;

const SELECT = `SELECT reading.id, series.study AS studyId, reading.instanceKey, reader, role, reading.state, template,
    answers, lines, createdAt, modifiedAt, submittedAt
  FROM reading JOIN instance ON instance.instanceKey = reading.instanceKey
  JOIN series ON series.id = instance.series`;

/** Readers' forms about films. Who may see which is not known here. */
export class StoreReadings implements Readings {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  ofStudies(studyIds: readonly number[] | null): Reading[] {
    if (studyIds === null) {
      const all = this.#db.prepare<unknown[], Row>(`${SELECT} ORDER BY reading.instanceKey, reading.id`);
      return all.all().flatMap(readingOf);
    }
    const ofStudy = this.#db.prepare<unknown[], Row>(
      `${SELECT} WHERE series.study = ? ORDER BY reading.instanceKey, reading.id`,
    );
    return studyIds.flatMap((studyId) => ofStudy.all(studyId).flatMap(readingOf));
  }

  ofFilm(SOPInstanceUID: string): Reading[] {
    return this.#db
      .prepare<unknown[], Row>(`${SELECT} WHERE reading.instanceKey = ? ORDER BY reading.id`)
      .all(SOPInstanceUID)
      .flatMap(readingOf);
  }

  history(place: ReadingPlace): ReadingVersion[] {
    return this.#db
      .prepare<unknown[], Omit<ReadingVersion, 'answers'> & { answers: string }>(
        `SELECT savedAt, author, kind, readingHistory.answers
         FROM readingHistory JOIN reading ON reading.id = reading
         WHERE instanceKey = @SOPInstanceUID AND reader = @reader AND role = @role ORDER BY readingHistory.id`,
      )
      .all(place)
      .map((row) => ({ ...row, answers: Reading.shape.answers.parse(JSON.parse(row.answers)) }));
  }

  template(sha256: string): ReadTemplate | undefined {
    const row = this.#db
      .prepare<unknown[], { body: string }>('SELECT body FROM readingTemplate WHERE sha256 = ?')
      .get(sha256);
    return row && ReadTemplate.safeParse(parsed(row.body)).data;
  }

  readers(): string[] {
    return this.#db
      .prepare<unknown[], { reader: string }>('SELECT DISTINCT reader FROM reading ORDER BY reader')
      .all()
      .map(({ reader }) => reader);
  }

  save(change: ReadingChange): Reading {
    return this.#write(() => {
      const { SOPInstanceUID, reader, role, template } = change;
      if (!this.#isFilm(SOPInstanceUID)) throw new StoreError('not-found', 'This film is not in the store.');
      if (!this.#mayWrite(change)) throw new StoreError('denied', 'This form is submitted.');
      const [answers, lines] = [JSON.stringify(change.answers), JSON.stringify(change.lines)];
      this.#db
        .prepare('INSERT OR IGNORE INTO readingTemplate (sha256, name, version, body) VALUES (?, ?, ?, ?)')
        .run(template.sha256, template.body.name, template.body.version, JSON.stringify(template.body));
      const now = new Date().toISOString();
      this.#db
        .prepare(
          `INSERT INTO reading (instanceKey, reader, role, template, state, answers, lines, createdAt, modifiedAt)
           VALUES (@SOPInstanceUID, @reader, @role, @template, 'begun', @answers, @lines, @now, @now)
           ON CONFLICT (instanceKey, reader, role) DO UPDATE SET template = excluded.template,
             answers = excluded.answers, lines = excluded.lines, modifiedAt = excluded.modifiedAt`,
        )
        .run({ SOPInstanceUID, reader, role, template: template.sha256, answers, lines, now });
      this.#remember(change, 'saved', now);
      return this.#get(change);
    });
  }

  setState(place: ReadingPlace, state: Reading['state']): Reading {
    return this.#write(() => {
      const now = new Date().toISOString();
      const { SOPInstanceUID, reader, role } = place;
      const { changes } = this.#db
        .prepare(
          `UPDATE reading SET state = @state, submittedAt = @submittedAt
           WHERE instanceKey = @SOPInstanceUID AND reader = @reader AND role = @role AND state <> @state`,
        )
        .run({ SOPInstanceUID, reader, role, state, submittedAt: state === 'submitted' ? now : null });
      if (changes > 0) this.#remember(place, state === 'submitted' ? 'submitted' : 'reopened', now);
      return this.#get(place);
    });
  }

  #isFilm(SOPInstanceUID: string): boolean {
    return (
      uidOf(SOPInstanceUID) !== '' &&
      this.#db.prepare('SELECT 1 FROM instance WHERE instanceKey = ?').get(SOPInstanceUID) !== undefined
    );
  }

  /** What is submitted stays, and a film has one consensus. */
  #mayWrite({ SOPInstanceUID, reader, role }: ReadingPlace): boolean {
    const alike = this.ofFilm(SOPInstanceUID).filter(
      (form) => form.role === role && (role === 'adjudicator' || form.reader === reader),
    );
    return alike.every((form) => form.reader === reader && form.state === 'begun');
  }

  /** A form's last saved state within a minute is replaced: a history of every key would bury what it is for. */
  #remember({ SOPInstanceUID, reader, role }: ReadingPlace, kind: ReadingVersion['kind'], now: string): void {
    const form = this.#db
      .prepare<unknown[], Row>(
        'SELECT id, answers, lines FROM reading WHERE instanceKey = ? AND reader = ? AND role = ?',
      )
      .get(SOPInstanceUID, reader, role);
    if (form === undefined) return;
    const last = this.#db
      .prepare<unknown[], { id: number; savedAt: string; kind: string }>(
        'SELECT id, savedAt, kind FROM readingHistory WHERE reading = ? ORDER BY id DESC LIMIT 1',
      )
      .get(form.id);
    const goesOn =
      kind === 'saved' && last?.kind === 'saved' && Date.parse(now) - Date.parse(last.savedAt) < VERSION_MS;
    if (goesOn) {
      this.#db
        .prepare('UPDATE readingHistory SET answers = ?, lines = ? WHERE id = ?')
        .run(form.answers, form.lines, last.id);
      return;
    }
    this.#db
      .prepare(
        'INSERT INTO readingHistory (reading, savedAt, author, kind, answers, lines) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(form.id, now, reader, kind, form.answers, form.lines);
  }

  #get({ SOPInstanceUID, reader, role }: ReadingPlace): Reading {
    const found = this.ofFilm(SOPInstanceUID).find((form) => form.reader === reader && form.role === role);
    if (found === undefined) throw new StoreError('not-found', 'There is no such form.');
    return found;
  }

  #write<T>(change: () => T): T {
    return withStoreErrors(() => this.#db.transaction(change).immediate());
  }
}

/** None for a row that is not what it was written as: it stays in the store for whoever can mend it. */
function readingOf({ instanceKey, answers, lines, ...row }: Row): Reading[] {
  const read = Reading.safeParse({
    ...row,
    SOPInstanceUID: uidOf(instanceKey),
    answers: parsed(answers),
    lines: parsed(lines),
  });
  return read.success ? [read.data] : [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
