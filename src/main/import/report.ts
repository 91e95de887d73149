import type { FileOutcome } from '../../contract/index.js';
import type { ReadStore } from '../store/index.js';
import { reasonText } from './reason-text.js';

const PAGE_ROWS = 500;
const COLUMNS = ['file', 'result', 'code', 'reason', 'SOPInstanceUID', 'StudyInstanceUID', 'bytes'] as const;

/** The report of an import as text, a page at a time, so that a large one neither waits nor fills memory. */
export function* reportText(store: ReadStore, jobId: number, format: 'csv' | 'json'): Generator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  else yield `{"job":${JSON.stringify(store.job(jobId) ?? null)},\n"files":[`;
  let separator = '\n';
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const { rows } = store.report(jobId, { offset, limit: PAGE_ROWS });
    if (format === 'csv') yield rows.map(csvLine).join('');
    else if (rows.length > 0) {
      yield separator + rows.map((row) => JSON.stringify(told(row))).join(',\n');
      separator = ',\n';
    }
    if (rows.length < PAGE_ROWS) break;
  }
  if (format === 'json') yield '\n]}\n';
}

/** An outcome with its reason in words, and the reason's code for whoever sorts by it. */
function told({ reason, ...outcome }: FileOutcome) {
  return reason === undefined
    ? { ...outcome, code: undefined, reason: undefined }
    : { ...outcome, code: reason.code, reason: reasonText(reason) };
}

/** One line by RFC 4180. */
function csvLine(outcome: FileOutcome): string {
  const record = told(outcome);
  const cells = COLUMNS.map((column) => {
    const text = String(record[column] ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(',')}\r\n`;
}
