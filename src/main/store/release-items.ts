import { type ReleaseBox, ReviewItem, type ReviewStudy } from '../../contract/index.js';
import type { Database, Statement } from './database.js';
import { uidOf } from './identity.js';
import type { ItemQuery, PendingItem, Selection } from './release-types.js';
import { StoreError } from './store-error.js';

interface ItemRow {
  id: number;
  instanceId: number;
  studyId: number;
  instanceKey: string;
  Modality: string;
  SeriesNumber: number | null;
  SeriesDescription: string;
  InstanceNumber: number | null;
  Rows: number | null;
  Columns: number | null;
  NumberOfFrames: number;
  profile: string;
  state: ReviewItem['state'];
  findings: string;
  pixelCheck: ReviewItem['pixelCheck'];
  boxes: string;
  changed: number;
  heldCode: string | null;
  reason: string | null;
  revision: number;
}

type QueueRow = Omit<ReviewStudy, 'ModalitiesInStudy' | 'counts' | 'StudyInstanceUID'> & {
  studyKey: string;
  ModalitiesInStudy: string;
} & ReviewStudy['counts'];

/** Nothing to look at: no finding, and no box that a person has not drawn. */
const CLEAN = "findings = '[]'";

const SELECT = `SELECT releaseItem.id, releaseItem.instance AS instanceId, releaseItem.study AS studyId, instanceKey,
    Modality, SeriesNumber, SeriesDescription, InstanceNumber, "Rows", Columns, NumberOfFrames,
    profileName AS profile, releaseItem.state, findings, pixelCheck, boxes, changed, heldCode, reason, revision
  FROM releaseItem JOIN instance ON instance.id = releaseItem.instance JOIN series ON series.id = instance.series`;

/** Instances on their way out, as the review sees them and as a person decides on them. */
export class ReleaseItems {
  readonly #db: Database;
  readonly #one: Statement<ItemRow>;
  readonly #update: Statement;

  constructor(db: Database) {
    this.#db = db;
    this.#one = db.prepare(`${SELECT} WHERE releaseItem.id = ?`);
    this.#update = db.prepare(
      'UPDATE releaseItem SET state = ?, approval = ?, updatedAt = ? WHERE id = ? AND state IN (SELECT value FROM json_each(?))',
    );
  }

  queue(): ReviewStudy[] {
    const count = (state: string): string => `sum(releaseItem.state = '${state}') AS ${state}`;
    const states = ['waiting', 'proposed', 'accepted', 'rejected', 'released', 'held'];
    return this.#db
      .prepare<unknown[], QueueRow>(
        `SELECT study.id AS studyId, studyKey, PatientName, PatientID, StudyDate, StudyDescription,
           ModalitiesInStudy, profileName AS profile, max(updatedAt) AS updatedAt, ${states.map(count).join(', ')},
           sum(releaseItem.state = 'proposed' AND NOT ${CLEAN}) AS findings
         FROM releaseItem JOIN study ON study.id = releaseItem.study
         GROUP BY study.id, profileName
         ORDER BY sum(releaseItem.state IN ('waiting', 'proposed', 'accepted')) = 0, updatedAt DESC, study.id`,
      )
      .all()
      .map(
        ({
          studyKey,
          ModalitiesInStudy,
          waiting,
          proposed,
          accepted,
          rejected,
          released,
          held,
          findings,
          ...row
        }) => ({
          ...row,
          StudyInstanceUID: uidOf(studyKey),
          ModalitiesInStudy: ModalitiesInStudy === '' ? [] : ModalitiesInStudy.split('\\'),
          counts: { waiting, proposed, accepted, rejected, released, held, findings },
        }),
      );
  }

  page({ states, clean, offset, limit, ...selection }: ItemQuery): { total: number; rows: ReviewItem[] } {
    const where = [selected('releaseItem.study', 'releaseItem.instance', selection)];
    if (states !== undefined) where.push('releaseItem.state IN (SELECT value FROM json_each(@states))');
    if (clean !== undefined) where.push(clean ? CLEAN : `NOT ${CLEAN}`);
    const condition = where.join(' AND ');
    const values = {
      ...selectedValues(selection),
      ...(states === undefined ? {} : { states: JSON.stringify(states) }),
    };
    const total = this.#db
      .prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM releaseItem WHERE ${condition}`)
      .get(values);
    const rows = this.#db
      .prepare<unknown[], ItemRow>(
        `${SELECT} WHERE ${condition}
         ORDER BY releaseItem.study, SeriesNumber IS NULL, SeriesNumber, series.id,
           InstanceNumber IS NULL, InstanceNumber, instanceKey LIMIT @limit OFFSET @offset`,
      )
      .all({ ...values, limit, offset });
    return { total: total?.n ?? 0, rows: rows.map(asItem) };
  }

  get(itemId: number): ReviewItem | undefined {
    const row = this.#one.get(itemId);
    return row === undefined ? undefined : asItem(row);
  }

  require(itemId: number): ReviewItem {
    const item = this.get(itemId);
    if (item === undefined) throw new StoreError('not-found', 'This image is not on its way out.');
    return item;
  }

  setBoxes(itemId: number, boxes: readonly ReleaseBox[]): ReviewItem {
    const { state } = this.require(itemId);
    if (state !== 'proposed' && state !== 'accepted' && state !== 'rejected') {
      throw new StoreError('busy', 'The places to mask can only be changed while the image is under review.');
    }
    this.#db
      .prepare(
        `UPDATE releaseItem SET boxes = ?, state = 'proposed', approval = NULL, revision = revision + 1, updatedAt = ?
         WHERE id = ?`,
      )
      .run(JSON.stringify(boxes), new Date().toISOString(), itemId);
    return this.require(itemId);
  }

  decide(itemIds: readonly number[], decision: 'accept' | 'reject' | 'reopen'): ReviewItem[] {
    const now = new Date().toISOString();
    const [state, approval] = (
      { accept: ['accepted', 'person'], reject: ['rejected', null], reopen: ['proposed', null] } as const
    )[decision];
    const from = JSON.stringify(['proposed', 'accepted', 'rejected']);
    return itemIds.map((itemId) => {
      const item = this.require(itemId);
      if (item.state !== state) this.#update.run(state, approval, now, itemId, from);
      return this.require(itemId);
    });
  }

  acceptClean(studyIds: readonly number[] | undefined): number {
    return this.#db
      .prepare(
        `UPDATE releaseItem SET state = 'accepted', approval = 'person', updatedAt = ?
         WHERE state = 'proposed' AND ${CLEAN} ${studyIds === undefined ? '' : 'AND study IN (SELECT value FROM json_each(?))'}`,
      )
      .run(new Date().toISOString(), ...(studyIds === undefined ? [] : [JSON.stringify(studyIds)])).changes;
  }

  withdraw(studyIds: readonly number[]): void {
    this.#db
      .prepare('DELETE FROM releaseItem WHERE study IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(studyIds));
  }

  pending(jobId: number, state: string, limit: number): PendingItem[] {
    return this.#db
      .prepare<
        unknown[],
        Omit<PendingItem, 'boxes' | 'approval'> & { boxes: string; approval: PendingItem['approval'] | null }
      >(
        `SELECT releaseItem.id, instance AS instanceId, releaseItem.study AS studyId, Modality,
           profile AS profileHash, boxes, approval
         FROM releaseItem JOIN instance ON instance.id = releaseItem.instance
           JOIN series ON series.id = instance.series
         WHERE job = ? AND state = ? ORDER BY releaseItem.id LIMIT ?`,
      )
      .all(jobId, state, limit)
      .map(({ boxes, approval, ...row }) => ({
        ...row,
        boxes: JSON.parse(boxes) as ReleaseBox[],
        approval: approval ?? 'person',
      }));
  }
}

/** The SQL condition of a selection, over the columns that hold study and instance ids. */
export function selected(study: string, instance: string, { studyIds, instanceIds }: Selection): string {
  const conditions = [
    ...(studyIds === undefined ? [] : [`${study} IN (SELECT value FROM json_each(@studyIds))`]),
    ...(instanceIds === undefined ? [] : [`${instance} IN (SELECT value FROM json_each(@instanceIds))`]),
  ];
  return conditions.length === 0 ? '1' : conditions.join(' AND ');
}

export function selectedValues({ studyIds, instanceIds }: Selection): Record<string, string> {
  return {
    ...(studyIds === undefined ? {} : { studyIds: JSON.stringify(studyIds) }),
    ...(instanceIds === undefined ? {} : { instanceIds: JSON.stringify(instanceIds) }),
  };
}

function asItem({ instanceKey, findings, boxes, ...row }: ItemRow): ReviewItem {
  return ReviewItem.parse({
    ...row,
    SOPInstanceUID: uidOf(instanceKey),
    findings: JSON.parse(findings),
    clean: findings === '[]',
    boxes: JSON.parse(boxes),
  });
}
