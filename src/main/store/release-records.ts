import type { ReleasePolicy, ReleaseRecord } from '../../contract/index.js';
import type { Database } from './database.js';
import { sha256Blob, sha256FromBlob } from './hash.js';
import { uidOf } from './identity.js';
import type { CrosswalkEntry, KeptProfile, PendingItem, RecordQuery, Released } from './release-types.js';
import { enqueueReleased } from './sends.js';
import { StoreError } from './store-error.js';
import type { Sha256 } from './types.js';

type RecordRow = Omit<ReleaseRecord, 'profile' | 'sha256'> & {
  sha256: Uint8Array;
  hash: string;
  name: string;
  version: string;
};

interface OriginalRow {
  instanceKey: string;
  seriesKey: string;
  studyKey: string;
  identityKey: string;
}

const SELECT = `SELECT releaseRecord.id, releasedAt, releasedBy, toolVersion, sha256, bytes, SOPInstanceUID,
    SeriesInstanceUID, StudyInstanceUID, PatientID, Modality, releaseRecord.changed, releaseRecord.boxes,
    releaseRecord.approval, hash, name, version
  FROM releaseRecord JOIN releaseProfile ON releaseProfile.hash = releaseRecord.profile`;

/** What has left and under which profile, whom pseudonyms stand for, and what the site lets out. */
export class ReleaseRecords {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Within the caller's transaction: the record, from its pseudonyms the way back, and its way to where it is to go. */
  add(item: PendingItem, released: Released): void {
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO releaseRecord (instance, releasedAt, releasedBy, profile, toolVersion, sha256, bytes,
           SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Modality, changed, boxes, approval)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        item.instanceId,
        new Date().toISOString(),
        released.releasedBy,
        item.profileHash,
        released.toolVersion,
        sha256Blob(released.staged.sha256),
        released.staged.size,
        released.SOPInstanceUID,
        released.SeriesInstanceUID,
        released.StudyInstanceUID,
        released.PatientID,
        item.Modality,
        released.changed,
        released.boxes,
        item.approval,
      );
    enqueueReleased(this.#db, Number(lastInsertRowid));
    const original = this.#db
      .prepare<unknown[], OriginalRow>(
        `SELECT instanceKey, seriesKey, studyKey, identityKey
         FROM instance JOIN series ON series.id = instance.series JOIN study ON study.id = series.study
           JOIN patient ON patient.id = study.patient WHERE instance.id = ?`,
      )
      .get(item.instanceId);
    if (original === undefined) throw new Error('a released item without its instance');
    const remember = this.#db.prepare(
      'INSERT INTO crosswalk (pseudonym, kind, original) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    const pairs: readonly CrosswalkEntry[] = [
      { kind: 'patient', pseudonym: released.PatientID, original: original.identityKey },
      { kind: 'study', pseudonym: released.StudyInstanceUID, original: uidOf(original.studyKey) },
      { kind: 'series', pseudonym: released.SeriesInstanceUID, original: uidOf(original.seriesKey) },
      { kind: 'instance', pseudonym: released.SOPInstanceUID, original: uidOf(original.instanceKey) },
    ];
    for (const pair of pairs) {
      if (pair.pseudonym !== '' && pair.original !== '')
        remember.run(pair.pseudonym, pair.kind, pair.original);
    }
  }

  page({ studyIds, offset, limit }: RecordQuery): { total: number; rows: ReleaseRecord[] } {
    const where =
      studyIds === undefined
        ? ''
        : `WHERE instance IN (SELECT instance.id FROM series JOIN instance ON instance.series = series.id
             WHERE series.study IN (SELECT value FROM json_each(?)))`;
    const values = studyIds === undefined ? [] : [JSON.stringify(studyIds)];
    const total = this.#db
      .prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM releaseRecord ${where}`)
      .get(...values);
    const rows = this.#db
      .prepare<unknown[], RecordRow>(`${SELECT} ${where} ORDER BY releaseRecord.id DESC LIMIT ? OFFSET ?`)
      .all(...values, limit, offset);
    return { total: total?.n ?? 0, rows: rows.map(asRecord) };
  }

  ofItem(itemId: number): ReleaseRecord | undefined {
    const row = this.#db
      .prepare<unknown[], RecordRow>(
        `${SELECT} JOIN releaseItem ON releaseItem.instance = releaseRecord.instance
           AND releaseItem.profile = releaseRecord.profile
         WHERE releaseItem.id = ? ORDER BY releaseRecord.id DESC LIMIT 1`,
      )
      .get(itemId);
    return row === undefined ? undefined : asRecord(row);
  }

  object(recordId: number): { readonly sha256: Sha256; readonly size: number } | undefined {
    const row = this.#db
      .prepare<unknown[], { sha256: Uint8Array; bytes: number }>(
        'SELECT sha256, bytes FROM releaseRecord WHERE id = ?',
      )
      .get(recordId);
    return row === undefined ? undefined : { sha256: sha256FromBlob(row.sha256), size: row.bytes };
  }

  reidentify(pseudonym: string): CrosswalkEntry[] {
    return this.#db
      .prepare<unknown[], CrosswalkEntry>(
        'SELECT pseudonym, kind, original FROM crosswalk WHERE pseudonym = ?',
      )
      .all(pseudonym);
  }

  policy(): ReleasePolicy {
    const row = this.#db
      .prepare<unknown[], { unreviewedModalities: string }>('SELECT unreviewedModalities FROM releasePolicy')
      .get();
    return { unreviewedModalities: JSON.parse(row?.unreviewedModalities ?? '[]') as string[] };
  }

  writePolicy({ unreviewedModalities }: ReleasePolicy): void {
    this.#db
      .prepare(
        `INSERT INTO releasePolicy (id, unreviewedModalities) VALUES (1, ?)
         ON CONFLICT (id) DO UPDATE SET unreviewedModalities = excluded.unreviewedModalities`,
      )
      .run(JSON.stringify([...new Set(unreviewedModalities)].sort()));
  }

  siteProfiles(): KeptProfile[] {
    return this.#db
      .prepare<unknown[], KeptProfile>(
        `SELECT releaseProfile.name, version, releaseProfile.hash, canonical
         FROM siteProfile JOIN releaseProfile ON releaseProfile.hash = siteProfile.hash ORDER BY siteProfile.name`,
      )
      .all();
  }

  profile(hash: string): KeptProfile | undefined {
    return this.#db
      .prepare<unknown[], KeptProfile>(
        'SELECT name, version, hash, canonical FROM releaseProfile WHERE hash = ?',
      )
      .get(hash);
  }

  /** Keeps a profile for the records that will name it. */
  keep({ hash, name, version, canonical }: KeptProfile): void {
    this.#db
      .prepare(
        'INSERT INTO releaseProfile (hash, name, version, canonical) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(hash, name, version, canonical);
  }

  writeProfile(profile: KeptProfile): void {
    this.keep(profile);
    this.#db
      .prepare(
        'INSERT INTO siteProfile (name, hash) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET hash = excluded.hash',
      )
      .run(profile.name, profile.hash);
  }

  deleteProfile(name: string): void {
    const { changes } = this.#db.prepare('DELETE FROM siteProfile WHERE name = ?').run(name);
    if (changes === 0) throw new StoreError('not-found', 'There is no such profile of this site.');
  }
}

function asRecord({ sha256, hash, name, version, ...row }: RecordRow): ReleaseRecord {
  return { ...row, sha256: sha256FromBlob(sha256), profile: { name, version, hash } };
}
