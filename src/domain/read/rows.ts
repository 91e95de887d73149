import type { Reading } from './reading.js';
import { type CodedAnswer, summaryOf } from './summary.js';
import type { ReadTemplate } from './template.js';

/** One answer of one reader as a line of a table. */
export interface ReadingRow {
  readonly SOPInstanceUID: string;
  readonly reader: string;
  readonly role: Reading['role'];
  readonly state: Reading['state'];
  readonly template: string;
  readonly templateVersion: number;
  readonly question: string;
  /** Code of the question as `scheme:value`; '' where it has none. */
  readonly code: string;
  /** Option, score or words. */
  readonly value: string;
  /** Numbers of the zones in their order, separated by spaces; '' for other questions. */
  readonly zones: string;
}

/** A form as lines of a table, one an answer, in the order of its questions. */
export function rowsOf(template: ReadTemplate, reading: Reading): ReadingRow[] {
  const { SOPInstanceUID, reader, role, state } = reading;
  return summaryOf(template, reading.answers).map((answer) => ({
    SOPInstanceUID,
    reader,
    role,
    state,
    template: template.name,
    templateVersion: template.version,
    question: answer.question,
    code: codeOf(answer),
    ...saidIn(answer),
  }));
}

function codeOf(answer: CodedAnswer): string {
  const code = answer.kind === 'presence' || answer.kind === 'choice' ? answer.code : undefined;
  return code === undefined ? '' : `${code.CodingSchemeDesignator}:${code.CodeValue}`;
}

function saidIn(answer: CodedAnswer): Pick<ReadingRow, 'value' | 'zones'> {
  switch (answer.kind) {
    case 'presence':
    case 'choice':
      return { value: answer.value, zones: '' };
    case 'brixia':
    case 'rale':
      return { value: String(answer.score), zones: answer.zones.join(' ') };
    case 'text':
      return { value: answer.text, zones: '' };
  }
}
