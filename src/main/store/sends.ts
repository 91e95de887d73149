import {
  type Destination,
  type DestinationDraft,
  LinkOptions,
  type SendCounts,
  type SendStudy,
} from '../../contract/index.js';
import { advance, type ParkReason, type SendEvent, type SendState } from '../../domain/sync/index.js';
import type { Database } from './database.js';
import { sha256Blob, sha256FromBlob, sha256FromHex } from './hash.js';
import type { ObjectFiles } from './object-files.js';
import { isAlive } from './process-owner.js';
import type { QueuedSend, Sends, SentForm, StudyOfDestination } from './send-types.js';
import { StoreError, withStoreErrors } from './store-error.js';
import type { StoredObject } from './types.js';

interface DestinationRow {
  readonly id: number;
  readonly name: string;
  readonly kind: Destination['kind'];
  readonly place: string;
  readonly automatic: number;
  readonly paused: number;
  readonly options: string;
  readonly writer: string;
  readonly owner: string | null;
}

type SendRow = Omit<QueuedSend, 'sha256' | 'sent' | 'state' | 'reason'> & {
  readonly sha256: Uint8Array;
  readonly state: SendState;
  readonly reason: ParkReason | null;
  readonly sentSha256: Uint8Array | null;
  readonly sentTransferSyntaxUID: string | null;
};

type StudyRow = Omit<SendStudy, 'paused' | 'reasons'> & {
  readonly paused: number;
  readonly reasons: string | null;
};

const SEND = `SELECT send.id, send.sha256, bytes, send.state, send.reason, attempts, refusals, sentSha256,
    sentTransferSyntaxUID, SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Modality
  FROM send JOIN releaseRecord ON releaseRecord.id = send.record`;

/** Reports and drawings, which say most in the fewest bytes. */
const IS_SMALL = "Modality IN ('SR', 'PR', 'KO', 'SEG', 'DOC')";

/** An instance that was released again in another form leaves in the last one only. */
const IS_LAST_FORM = `NOT EXISTS (SELECT 1 FROM releaseRecord AS later
  WHERE later.SOPInstanceUID = r.SOPInstanceUID AND later.id > r.id)`;

/** Within the transaction that records a release: queues it for every destination that takes what is released. */
export function enqueueReleased(db: Database, recordId: number): void {
  db.prepare(
    `DELETE FROM send WHERE state IN ('waiting', 'parked') AND record IN
       (SELECT earlier.id FROM releaseRecord AS earlier JOIN releaseRecord AS r
          ON earlier.SOPInstanceUID = r.SOPInstanceUID AND earlier.sha256 <> r.sha256 WHERE r.id = ?)`,
  ).run(recordId);
  db.prepare(
    `INSERT INTO send (destination, record, sha256, queuedAt)
     SELECT destination.id, r.id, r.sha256, ? FROM destination, releaseRecord AS r
     WHERE destination.automatic = 1 AND r.id = ? ON CONFLICT (destination, sha256) DO NOTHING`,
  ).run(new Date().toISOString(), recordId);
}

/** The queue of released instances, as rows. */
export class StoreSends implements Sends {
  readonly #db: Database;
  readonly #files: ObjectFiles;
  readonly #owner: string;

  /** @param owner token of this process */
  constructor(db: Database, files: ObjectFiles, owner: string) {
    this.#db = db;
    this.#files = files;
    this.#owner = owner;
  }

  destinations(): Destination[] {
    return this.#db
      .prepare<unknown[], DestinationRow>('SELECT * FROM destination ORDER BY id')
      .all()
      .map(asDestination);
  }

  destination(destinationId: number): Destination | undefined {
    const row = this.#row(destinationId);
    return row === undefined ? undefined : asDestination(row);
  }

  counts(destinationId: number): SendCounts & { bytesLeft: number } {
    const counts = { waiting: 0, sending: 0, received: 0, confirmed: 0, parked: 0, bytesLeft: 0 };
    const rows = this.#db
      .prepare<unknown[], { state: SendState; count: number; bytes: number }>(
        `SELECT state, count(*) AS count, sum(bytes) AS bytes
         FROM send JOIN releaseRecord ON releaseRecord.id = send.record WHERE destination = ? GROUP BY state`,
      )
      .all(destinationId);
    for (const { state, count, bytes } of rows) {
      counts[state] = count;
      if (state === 'waiting' || state === 'sending') counts.bytesLeft += bytes;
    }
    return counts;
  }

  studies(): SendStudy[] {
    const count = (state: SendState): string => `sum(send.state = '${state}') AS ${state}`;
    return this.#db
      .prepare<unknown[], StudyRow>(
        `SELECT destination AS destinationId, r.StudyInstanceUID, study.id AS studyId,
           coalesce(patient.PatientName, '') AS PatientName, coalesce(patient.PatientID, r.PatientID) AS PatientID,
           coalesce(study.StudyDate, '') AS StudyDate, coalesce(study.StudyDescription, '') AS StudyDescription,
           ${count('waiting')}, ${count('sending')}, ${count('received')}, ${count('confirmed')}, ${count('parked')},
           sum(r.bytes) AS bytes, sum(r.bytes * (send.state = 'confirmed')) AS bytesConfirmed,
           max(send.paused) AS paused, group_concat(DISTINCT send.reason) AS reasons, min(queuedAt) AS queuedAt,
           CASE WHEN min(send.state = 'confirmed') THEN max(confirmedAt) END AS confirmedAt
         FROM send JOIN releaseRecord AS r ON r.id = send.record
           LEFT JOIN instance ON instance.id = r.instance LEFT JOIN series ON series.id = instance.series
           LEFT JOIN study ON study.id = series.study LEFT JOIN patient ON patient.id = study.patient
         GROUP BY destination, r.StudyInstanceUID
         ORDER BY destination, min(send.state = 'confirmed'), max(priority) DESC, min(send.id)`,
      )
      .all()
      .map(({ paused, reasons, ...row }) => ({
        ...row,
        paused: paused === 1,
        reasons: (reasons?.split(',') ?? []) as ParkReason[],
      }));
  }

  all(destinationId: number): QueuedSend[] {
    return this.#sends(`WHERE destination = ? ORDER BY send.id`, destinationId);
  }

  saveDestination(draft: DestinationDraft, destinationId?: number): Destination {
    return this.#write(() => {
      const values = { ...draft, automatic: Number(draft.automatic), options: JSON.stringify(draft.options) };
      if (destinationId !== undefined) {
        const { changes } = this.#db
          .prepare(
            `UPDATE destination SET name = @name, kind = @kind, place = @place, automatic = @automatic,
               options = @options WHERE id = @destinationId`,
          )
          .run({ ...values, destinationId });
        if (changes === 0) throw unknownDestination();
        return this.#require(destinationId);
      }
      const { lastInsertRowid } = this.#db
        .prepare(
          `INSERT INTO destination (name, kind, place, automatic, options)
           VALUES (@name, @kind, @place, @automatic, @options)`,
        )
        .run(values);
      return this.#require(Number(lastInsertRowid));
    });
  }

  removeDestination(destinationId: number): void {
    this.#write(() => {
      const owner = this.#row(destinationId)?.owner ?? null;
      if (owner !== null && owner !== this.#owner && isAlive(owner)) {
        throw new StoreError('busy', 'Another program is sending to this destination.');
      }
      this.#db.prepare('DELETE FROM send WHERE destination = ?').run(destinationId);
      this.#db.prepare('DELETE FROM destination WHERE id = ?').run(destinationId);
    });
  }

  pauseDestination(destinationId: number, paused: boolean): void {
    this.#write(() => {
      this.#db.prepare('UPDATE destination SET paused = ? WHERE id = ?').run(Number(paused), destinationId);
    });
  }

  enqueue(destinationId: number): number {
    return this.#write(
      () =>
        this.#db
          .prepare(
            `INSERT INTO send (destination, record, sha256, queuedAt)
             SELECT ?, r.id, r.sha256, ? FROM releaseRecord AS r WHERE ${IS_LAST_FORM} ORDER BY r.id
             ON CONFLICT (destination, sha256) DO NOTHING`,
          )
          .run(destinationId, new Date().toISOString()).changes,
    );
  }

  claim(destinationId: number): boolean {
    return this.#write(() => {
      const row = this.#row(destinationId);
      if (row === undefined) return false;
      const { owner } = row;
      if (owner === this.#owner) return true;
      if (owner !== null && isAlive(owner)) return false;
      this.#db.prepare('UPDATE destination SET owner = ? WHERE id = ?').run(this.#owner, destinationId);
      this.#giveBack(destinationId);
      return true;
    });
  }

  unclaim(destinationId: number): void {
    this.#write(() => {
      const { changes } = this.#db
        .prepare('UPDATE destination SET owner = NULL WHERE id = ? AND owner = ?')
        .run(destinationId, this.#owner);
      if (changes > 0) this.#giveBack(destinationId);
    });
  }

  waiting(destinationId: number, limit: number, except: readonly number[] = []): QueuedSend[] {
    const smallFirst = this.destination(destinationId)?.options.smallFirst ?? true;
    return this.#sends(
      `WHERE destination = ? AND send.state = 'waiting' AND send.paused = 0
         AND send.id NOT IN (SELECT value FROM json_each(?))
       ORDER BY priority DESC, ${smallFirst ? `NOT ${IS_SMALL}, ` : ''}send.id LIMIT ?`,
      destinationId,
      JSON.stringify(except),
      limit,
    );
  }

  unproved(destinationId: number, limit: number, except: readonly number[] = []): QueuedSend[] {
    return this.#sends(
      `WHERE destination = ? AND send.state = 'received' AND send.id NOT IN (SELECT value FROM json_each(?))
       ORDER BY send.id LIMIT ?`,
      destinationId,
      JSON.stringify(except),
      limit,
    );
  }

  settle(events: readonly (readonly [sendId: number, event: SendEvent])[]): QueuedSend[] {
    return this.#write(() => {
      const update = this.#db.prepare(
        `UPDATE send SET state = @state, reason = @reason, attempts = @attempts, refusals = @refusals,
           confirmedAt = CASE WHEN @state = 'confirmed' THEN coalesce(confirmedAt, @now) END WHERE id = @id`,
      );
      const now = new Date().toISOString();
      return events.flatMap(([id, event]) => {
        const [send] = this.#sends('WHERE send.id = ?', id);
        // A person took it out of the queue meanwhile.
        if (send === undefined) return [];
        const { state, reason, attempts, refusals } = advance(send, event);
        update.run({ id, state, reason, attempts, refusals, now });
        return [{ ...send, state, reason, attempts, refusals }];
      });
    });
  }

  noteForm(sendId: number, form: SentForm | null): void {
    this.#write(() => {
      const sha256 = form === null ? null : sha256Blob(sha256FromHex(form.sha256));
      this.#db
        .prepare('UPDATE send SET sentSha256 = ?, sentTransferSyntaxUID = ? WHERE id = ?')
        .run(sha256, form?.TransferSyntaxUID ?? null, sendId);
    });
  }

  pauseStudy(study: StudyOfDestination, paused: boolean): void {
    this.#changeStudy(study, `UPDATE send SET paused = ${Number(paused)} WHERE`);
  }

  retryStudy(study: StudyOfDestination): void {
    this.#write(() => {
      const parked = this.#sends(
        "WHERE destination = ? AND StudyInstanceUID = ? AND send.state = 'parked'",
        study.destinationId,
        study.StudyInstanceUID,
      );
      this.settle(parked.map(({ id }) => [id, { kind: 'retried' }]));
    });
  }

  moveStudy(study: StudyOfDestination, to: 'first' | 'last'): void {
    this.#write(() => {
      const ends = this.#db
        .prepare<unknown[], { first: number; last: number }>(
          'SELECT max(priority) AS first, min(priority) AS last FROM send WHERE destination = ?',
        )
        .get(study.destinationId);
      const priority = to === 'first' ? (ends?.first ?? 0) + 1 : (ends?.last ?? 0) - 1;
      this.#changeStudy(study, `UPDATE send SET priority = ${priority} WHERE`);
    });
  }

  cancelStudy(study: StudyOfDestination): void {
    this.#changeStudy(study, "DELETE FROM send WHERE state IN ('waiting', 'parked') AND");
  }

  open({ sha256, bytes }: QueuedSend): StoredObject | undefined {
    return this.#files.has('released', sha256) ? this.#files.stored('released', sha256, bytes) : undefined;
  }

  #changeStudy({ destinationId, StudyInstanceUID }: StudyOfDestination, change: string): void {
    this.#write(() => {
      this.#db
        .prepare(
          `${change} destination = ? AND record IN (SELECT id FROM releaseRecord WHERE StudyInstanceUID = ?)`,
        )
        .run(destinationId, StudyInstanceUID);
    });
  }

  #giveBack(destinationId: number): void {
    const inHand = this.#sends("WHERE destination = ? AND send.state = 'sending'", destinationId);
    this.settle(inHand.map(({ id }) => [id, { kind: 'link-failed' }]));
  }

  #row(destinationId: number): DestinationRow | undefined {
    return this.#db
      .prepare<unknown[], DestinationRow>('SELECT * FROM destination WHERE id = ?')
      .get(destinationId);
  }

  #require(destinationId: number): Destination {
    const destination = this.destination(destinationId);
    if (destination === undefined) throw unknownDestination();
    return destination;
  }

  #sends(where: string, ...values: unknown[]): QueuedSend[] {
    return this.#db
      .prepare<unknown[], SendRow>(`${SEND} ${where}`)
      .all(...values)
      .map(asSend);
  }

  #write<T>(work: () => T): T {
    return withStoreErrors(() => this.#db.transaction(work).immediate());
  }
}

function unknownDestination(): StoreError {
  return new StoreError('not-found', 'There is no such destination.');
}

function asDestination({ automatic, paused, options, owner: _, ...row }: DestinationRow): Destination {
  return {
    ...row,
    automatic: automatic === 1,
    paused: paused === 1,
    options: LinkOptions.parse(JSON.parse(options)),
  };
}

function asSend({ sha256, sentSha256, sentTransferSyntaxUID, ...row }: SendRow): QueuedSend {
  return {
    ...row,
    sha256: sha256FromBlob(sha256),
    sent:
      sentSha256 === null || sentTransferSyntaxUID === null
        ? null
        : { sha256: sha256FromBlob(sentSha256), TransferSyntaxUID: sentTransferSyntaxUID },
  };
}
