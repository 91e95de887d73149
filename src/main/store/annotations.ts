import { Annotation, type AnnotationChange, type AnnotationVersion } from '../../contract/index.js';
import { changedId, problemOf } from '../../domain/annotate/index.js';
import type { Database } from './database.js';
import { StoreError, withStoreErrors } from './store-error.js';

export interface ReadAnnotations {
  /** What is drawn on a study's images, in the order in which it was drawn. */
  ofStudy(studyId: number): Annotation[];
  /** Everything that ever happened to one annotation, oldest first. */
  history(annotationId: string): AnnotationVersion[];
  /** How many annotations of a study are kept but can no longer be read, not even as they were before. */
  unreadable(studyId: number): number;
}

export interface Annotations extends ReadAnnotations {
  /**
   * Makes changes in order, all or none, and writes each down in the history; `modifiedAt` becomes now.
   * @param author who makes them
   * @returns the studies whose images they are on
   * @throws StoreError 'not-found' for an image that is not in the store, 'bad-request' for a change that cannot
   * be made (`problemOf`), such as one of something that has meanwhile changed
   */
  change(changes: readonly AnnotationChange[], author: string): number[];
}

interface Row {
  readonly id: string;
  readonly body: string;
}

/** What readers have drawn. Deleted things stay in the table, and every change in the history. */
export class StoreAnnotations implements Annotations {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  ofStudy(studyId: number): Annotation[] {
    return this.#rows(studyId).flatMap((row) => this.#read(row) ?? []);
  }

  unreadable(studyId: number): number {
    return this.#rows(studyId).filter((row) => this.#read(row) === undefined).length;
  }

  history(annotationId: string): AnnotationVersion[] {
    return this.#db
      .prepare<unknown[], { author: string; changedAt: string; before: string | null; after: string | null }>(
        'SELECT author, changedAt, before, after FROM annotationHistory WHERE annotation = ? ORDER BY id',
      )
      .all(annotationId)
      .flatMap(({ author, changedAt, ...states }) => {
        const [before, after] = [readState(states.before), readState(states.after)];
        return before === undefined || after === undefined ? [] : { author, changedAt, before, after };
      });
  }

  change(changes: readonly AnnotationChange[], author: string): number[] {
    return withStoreErrors(() =>
      this.#db
        .transaction(() => {
          const changedAt = new Date().toISOString();
          return [...new Set(changes.map((change) => this.#make(change, author, changedAt)))];
        })
        .immediate(),
    );
  }

  /** @returns the study */
  #make(change: AnnotationChange, author: string, changedAt: string): number {
    const id = changedId(change);
    const before = this.#current(id);
    const problem = problemOf(change, before);
    if (problem !== undefined) throw new StoreError('bad-request', `This change cannot be made: ${problem}.`);
    const after = change.after === null ? null : { ...change.after, modifiedAt: changedAt };
    const study = this.#studyOf((after ?? before)?.SOPInstanceUID ?? '');
    if (after === null) this.#db.prepare('UPDATE annotation SET deleted = 1 WHERE id = ?').run(id);
    else this.#draw(after);
    this.#db
      .prepare(
        'INSERT INTO annotationHistory (annotation, author, changedAt, before, after) VALUES (?, ?, ?, ?, ?)',
      )
      .run(id, author, changedAt, json(before), json(after));
    return study;
  }

  /** New, changed, or drawn again after it was deleted. */
  #draw(annotation: Annotation): void {
    const { id, SOPInstanceUID, createdAt } = annotation;
    this.#db
      .prepare(
        `INSERT INTO annotation (id, instanceKey, body, createdAt) VALUES (@id, @SOPInstanceUID, @body, @createdAt)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, deleted = 0`,
      )
      .run({ id, SOPInstanceUID, createdAt, body: JSON.stringify(annotation) });
  }

  #current(id: string): Annotation | null {
    const row = this.#db
      .prepare<unknown[], Row>('SELECT id, body FROM annotation WHERE id = ? AND deleted = 0')
      .get(id);
    return row === undefined ? null : (this.#read(row) ?? null);
  }

  #studyOf(SOPInstanceUID: string): number {
    const row = this.#db
      .prepare<unknown[], { study: number }>(
        'SELECT study FROM instance JOIN series ON series.id = instance.series WHERE instanceKey = ?',
      )
      .get(SOPInstanceUID);
    if (row === undefined) throw new StoreError('not-found', 'This image is not in the store.');
    return row.study;
  }

  #rows(studyId: number): Row[] {
    return this.#db
      .prepare<unknown[], Row>(
        `SELECT annotation.id, body FROM annotation JOIN instance USING (instanceKey)
         JOIN series ON series.id = instance.series
         WHERE deleted = 0 AND series.study = ? ORDER BY annotation.createdAt, annotation.rowid`,
      )
      .all(studyId);
  }

  /** A row that a damaged disk or an earlier version left unreadable is as it last was in its history. */
  #read({ id, body }: Row): Annotation | undefined {
    return readState(body) ?? this.history(id).findLast(({ after }) => after !== null)?.after ?? undefined;
  }
}

const json = (annotation: Annotation | null): string | null =>
  annotation === null ? null : JSON.stringify(annotation);

/** Undefined for what is no annotation. */
function readState(body: string | null): Annotation | null | undefined {
  if (body === null) return null;
  try {
    return Annotation.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
