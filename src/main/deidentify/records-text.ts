import type { ReleaseRecord } from '../../contract/index.js';
import type { ReadReleases } from '../store/index.js';

const PAGE = 1000;

const columns: readonly (readonly [title: string, value: (record: ReleaseRecord) => string | number])[] = [
  ['releasedAt', (record) => record.releasedAt],
  ['releasedBy', (record) => record.releasedBy],
  ['profile', (record) => record.profile.name],
  ['profileVersion', (record) => record.profile.version],
  ['profileHash', (record) => record.profile.hash],
  ['toolVersion', (record) => record.toolVersion],
  ['PatientID', (record) => record.PatientID],
  ['StudyInstanceUID', (record) => record.StudyInstanceUID],
  ['SeriesInstanceUID', (record) => record.SeriesInstanceUID],
  ['SOPInstanceUID', (record) => record.SOPInstanceUID],
  ['Modality', (record) => record.Modality],
  ['sha256', (record) => record.sha256],
  ['bytes', (record) => record.bytes],
  ['changed', (record) => record.changed],
  ['boxes', (record) => record.boxes],
  ['approval', (record) => record.approval],
];

/** Every release record, newest first: as CSV (RFC 4180) or as JSON with the profiles in full. Names nobody. */
export function* recordsText(releases: ReadReleases, format: 'csv' | 'json'): Generator<string> {
  yield format === 'csv' ? `${columns.map(([title]) => title).join(',')}\r\n` : '{"records":[';
  const profiles = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = releases.records({ offset, limit: PAGE });
    for (const [index, record] of rows.entries()) {
      profiles.add(record.profile.hash);
      if (format === 'csv') yield `${columns.map(([, value]) => cell(String(value(record)))).join(',')}\r\n`;
      else {
        const { id: _id, ...rest } = record;
        yield `${offset + index === 0 ? '\n' : ',\n'}${JSON.stringify(rest)}`;
      }
    }
    if (rows.length < PAGE) break;
  }
  if (format === 'csv') return;
  const kept = [...profiles].flatMap((hash) => releases.profile(hash) ?? []);
  yield `\n],"profiles":[${kept.map(({ hash, canonical }) => `\n{"hash":${JSON.stringify(hash)},"profile":${canonical}}`).join(',')}\n]}\n`;
}

/** Quoted where it has to be; a spreadsheet must not take an account's name for a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
