import type { FileOutcome } from '../../contract/index.js';
import type { ReadStore } from '../store/index.js';

const PAGE_ROWS = 500;
const COLUMNS = ['file', 'result', 'reason', 'SOPInstanceUID', 'StudyInstanceUID', 'bytes'] as const;

/** The report of an import as text, a page at a time, so that a large one neither waits nor fills memory. */
export function* reportText(store: ReadStore, jobId: number, format: 'csv' | 'json'): Generator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  else yield `{"job":${JSON.stringify(store.job(jobId) ?? null)},\n"files":[`;
  let separator = '\n';
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const { rows } = store.report(jobId, { offset, limit: PAGE_ROWS });
    if (format === 'csv') yield rows.map(csvLine).join('');
    else if (rows.length > 0) {
      yield separator + rows.map((row) => JSON.stringify(row)).join(',\n');
      separator = ',\n';
    }
    if (rows.length < PAGE_ROWS) break;
  }
  if (format === 'json') yield '\n]}\n';
}

/** One line by RFC 4180. */
function csvLine(outcome: FileOutcome): string {
  const cells = COLUMNS.map((column) => {
    const text = String(outcome[column] ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(',')}\r\n`;
}
