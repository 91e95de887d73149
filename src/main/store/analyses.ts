import { type Analysis, type AnalysisCounts, AnalysisResult } from '../../contract/index.js';
import type { Database } from './database.js';
import { uidOf } from './identity.js';
import { isAlive } from './process-owner.js';
import { withStoreErrors } from './store-error.js';

/** A model as a row names it. */
export interface ModelKey {
  readonly model: string;
  /** Lower-case hex. */
  readonly weightsSha256: string;
}

export type AnalysisOutcome =
  | { readonly state: 'analysed'; readonly result: AnalysisResult; readonly elapsedMs: number }
  | {
      readonly state: 'refused' | 'failed';
      readonly code: NonNullable<Analysis['code']>;
      readonly elapsedMs: number;
    };

export interface ReadAnalyses {
  ofStudy(studyId: number): Analysis[];
  /** Of all studies of a patient, the oldest study first. */
  ofPatient(patientId: number): (Analysis & { readonly StudyDate: string })[];
  counts(): AnalysisCounts;
}

export interface Analyses extends ReadAnalyses {
  /**
   * Puts films in the queue under a model; those that it has answered stay answered unless `again`.
   * @returns how many were put in
   */
  queue(
    instanceIds: readonly number[],
    key: ModelKey,
    options?: { urgent?: boolean; again?: boolean },
  ): number;
  /** Every chest-like projection image of the studies: CR, DX and pictures that somebody called so. */
  filmsOf(studyIds: readonly number[]): number[];
  /** Takes the next film up for this process: urgent ones first, then in order. */
  take(): Analysis | undefined;
  settle(analysisId: number, outcome: AnalysisOutcome): void;
  /** Puts what this process took up back into the queue. */
  giveBack(analysisId: number): void;
  /**
   * Takes over what dead processes had taken up: once more, or as failed where it was not the first time.
   * @returns the studies of these films
   */
  recover(): number[];
  /** Takes everything that waits out of the queue. @returns how many */
  clear(): number;
}

interface Row extends Omit<Analysis, 'result' | 'SOPInstanceUID'> {
  readonly instanceKey: string;
  readonly result: string | null;
}

/** A film that ended its process this often is failed, not taken up again. */
const MAX_ATTEMPTS = 2;

const SELECT = `SELECT analysis.id, instance AS instanceId, analysis.study AS studyId, instanceKey, model,
    weightsSha256, analysis.state, code, result, elapsedMs, queuedAt, endedAt
  FROM analysis JOIN instance ON instance.id = analysis.instance`;

/** The queue of films to be analysed, and what was found. */
export class StoreAnalyses implements Analyses {
  readonly #db: Database;
  readonly #owner: string;

  /** @param owner token of this process */
  constructor(db: Database, owner: string) {
    this.#db = db;
    this.#owner = owner;
  }

  ofStudy(studyId: number): Analysis[] {
    return this.#db
      .prepare<unknown[], Row>(`${SELECT} WHERE analysis.study = ? ORDER BY analysis.id`)
      .all(studyId)
      .map(analysisOf);
  }

  ofPatient(patientId: number): (Analysis & { StudyDate: string })[] {
    return this.#db
      .prepare<unknown[], Row & { StudyDate: string }>(
        `${SELECT.replace('analysis.id,', 'analysis.id, study.StudyDate,')} JOIN study ON study.id = analysis.study
         WHERE study.patient = ? ORDER BY study.studiedAt, analysis.id`,
      )
      .all(patientId)
      .map((row) => ({ ...analysisOf(row), StudyDate: row.StudyDate }));
  }

  counts(): AnalysisCounts {
    const counts = { waiting: 0, running: 0, analysed: 0, refused: 0, failed: 0 };
    const rows = this.#db
      .prepare<unknown[], { state: keyof AnalysisCounts; count: number }>(
        'SELECT state, count(*) AS count FROM analysis GROUP BY state',
      )
      .all();
    for (const { state, count } of rows) counts[state] = count;
    return counts;
  }

  queue(
    instanceIds: readonly number[],
    key: ModelKey,
    { urgent = false, again = false }: { urgent?: boolean; again?: boolean } = {},
  ): number {
    return this.#write(() => {
      const insert = this.#db.prepare(
        `INSERT INTO analysis (instance, study, model, weightsSha256, state, urgent, queuedAt)
         SELECT instance.id, series.study, @model, @weightsSha256, 'waiting', @urgent, @now
         FROM instance JOIN series ON series.id = instance.series WHERE instance.id = @instanceId
         ON CONFLICT (instance, model, weightsSha256) DO UPDATE SET
           state = 'waiting', code = NULL, result = NULL, elapsedMs = NULL, endedAt = NULL, attempts = 0,
           urgent = excluded.urgent, queuedAt = excluded.queuedAt
         WHERE @again = 1 AND analysis.state <> 'running'`,
      );
      const now = new Date().toISOString();
      let queued = 0;
      for (const instanceId of instanceIds) {
        queued += insert.run({
          instanceId,
          ...key,
          urgent: Number(urgent),
          again: Number(again),
          now,
        }).changes;
      }
      return queued;
    });
  }

  filmsOf(studyIds: readonly number[]): number[] {
    // Only what can be a plain film; whether it is one of a chest is for the model's gate to say.
    const films = this.#db.prepare<unknown[], { id: number }>(
      `SELECT instance.id FROM series JOIN instance ON instance.series = series.id
       WHERE series.study = ? AND series.Modality IN ('CR', 'DX', 'RG') AND "Rows" > 0
         AND SOPClassUID NOT LIKE '1.2.840.10008.5.1.4.1.1.88.%' AND series.SeriesDescription NOT LIKE 'AI %'
       ORDER BY series.id, InstanceNumber, instance.id`,
    );
    return studyIds.flatMap((studyId) => films.all(studyId).map(({ id }) => id));
  }

  take(): Analysis | undefined {
    return this.#write(() => {
      const row = this.#db
        .prepare<unknown[], { id: number }>(
          "SELECT id FROM analysis WHERE state = 'waiting' ORDER BY urgent DESC, id LIMIT 1",
        )
        .get();
      if (row === undefined) return undefined;
      this.#db
        .prepare("UPDATE analysis SET state = 'running', owner = ?, attempts = attempts + 1 WHERE id = ?")
        .run(this.#owner, row.id);
      return this.#get(row.id);
    });
  }

  settle(analysisId: number, outcome: AnalysisOutcome): void {
    this.#write(() => {
      this.#db
        .prepare(
          `UPDATE analysis SET state = @state, code = @code, result = @result, elapsedMs = @elapsedMs,
             endedAt = @now, owner = NULL, attempts = 0
           WHERE id = @analysisId`,
        )
        .run({
          analysisId,
          state: outcome.state,
          code: outcome.state === 'analysed' ? null : outcome.code,
          result: outcome.state === 'analysed' ? JSON.stringify(outcome.result) : null,
          elapsedMs: outcome.elapsedMs,
          now: new Date().toISOString(),
        });
    });
  }

  giveBack(analysisId: number): void {
    this.#write(() => {
      this.#db
        .prepare(
          `UPDATE analysis SET state = 'waiting', owner = NULL, attempts = attempts - 1
           WHERE id = ? AND state = 'running'`,
        )
        .run(analysisId);
    });
  }

  clear(): number {
    return this.#write(() => this.#db.prepare("DELETE FROM analysis WHERE state = 'waiting'").run().changes);
  }

  recover(): number[] {
    return this.#write(() => {
      const taken = this.#db
        .prepare<unknown[], { id: number; study: number; owner: string | null; attempts: number }>(
          "SELECT id, study, owner, attempts FROM analysis WHERE state = 'running'",
        )
        .all();
      const orphans = taken.filter(({ owner }) => owner === null || !isAlive(owner));
      for (const { id, attempts } of orphans) this.#endDead(id, attempts);
      return [...new Set(orphans.map(({ study }) => study))];
    });
  }

  #endDead(analysisId: number, attempts: number): void {
    const failed = attempts >= MAX_ATTEMPTS;
    this.#db
      .prepare('UPDATE analysis SET state = ?, code = ?, owner = NULL WHERE id = ?')
      .run(failed ? 'failed' : 'waiting', failed ? 'process-died' : null, analysisId);
  }

  #get(analysisId: number): Analysis | undefined {
    const row = this.#db.prepare<unknown[], Row>(`${SELECT} WHERE analysis.id = ?`).get(analysisId);
    return row === undefined ? undefined : analysisOf(row);
  }

  #write<T>(change: () => T): T {
    return withStoreErrors(() => this.#db.transaction(change).immediate());
  }
}

function analysisOf({ instanceKey, result, ...row }: Row): Analysis {
  // A result of an earlier version that no longer reads is no result; the film can be analysed again.
  return { ...row, SOPInstanceUID: uidOf(instanceKey), result: readResult(result) };
}

function readResult(json: string | null): AnalysisResult | null {
  if (json === null) return null;
  try {
    return AnalysisResult.parse(JSON.parse(json));
  } catch {
    return null;
  }
}
