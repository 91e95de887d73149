import type { StudyRow } from '../../contract/index.js';
import { count, WrongCall } from './output.js';
import { storeToRead } from './store-option.js';
import type { Verb } from './verb.js';

const PAGE_ROWS = 500;

export const listVerb: Verb = {
  usage: `tynys list [--query TEXT] [--modality M] [--from DATE] [--to DATE] [--limit N] [--store DIR] [--json]

Lists studies, newest first. TEXT is looked for in name (any script, also transliterated), patient ID, accession
number and description. Dates: YYYYMMDD or YYYY-MM-DD, both ends included.

With --json, a line per study:
  {"StudyInstanceUID","PatientName","PatientID","PatientBirthDate","StudyDate","ModalitiesInStudy":[],
   "StudyDescription","NumberOfStudyRelatedSeries","NumberOfStudyRelatedInstances"}
and last {"summary":{"studies","total"}}`,
  options: {
    query: { type: 'string' },
    modality: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    limit: { type: 'string' },
  },
  async run({ positionals, values, output }) {
    if (positionals.length > 0) throw new WrongCall(`list takes no path: ${positionals.join(' ')}`);
    const limit =
      values['limit'] === undefined ? Number.POSITIVE_INFINITY : wholeNumber('limit', values['limit']);
    const from = dateOption('from', values['from']);
    const to = dateOption('to', values['to']);
    const modality = textOption(values['modality'])?.toUpperCase();
    const query = {
      text: textOption(values['query']) ?? '',
      filters: {
        ...(modality === undefined ? {} : { Modality: modality }),
        ...(from === undefined ? {} : { StudyDateFrom: from }),
        ...(to === undefined ? {} : { StudyDateTo: to }),
      },
    };
    const store = storeToRead(values.store);
    try {
      let listed = 0;
      let total = 0;
      while (listed < limit && !output.readerGone) {
        const page = store.studies({ ...query, offset: listed, limit: Math.min(PAGE_ROWS, limit - listed) });
        total = page.total;
        for (const row of page.rows) await output.result(asRecord(row), asSentence(row));
        listed += page.rows.length;
        if (page.rows.length === 0 || listed >= total) break;
      }
      const more = total > listed ? ` of ${total}` : '';
      await output.result(
        { summary: { studies: listed, total } },
        `${count(listed, 'study', 'studies')}${more}`,
      );
      return 0;
    } finally {
      store.close();
    }
  },
};

function asRecord(row: StudyRow): object {
  return {
    StudyInstanceUID: row.StudyInstanceUID,
    PatientName: row.PatientName,
    PatientID: row.PatientID,
    PatientBirthDate: row.PatientBirthDate,
    StudyDate: row.StudyDate,
    ModalitiesInStudy: row.ModalitiesInStudy,
    StudyDescription: row.StudyDescription,
    NumberOfStudyRelatedSeries: row.NumberOfStudyRelatedSeries,
    NumberOfStudyRelatedInstances: row.NumberOfStudyRelatedInstances,
  };
}

function asSentence(row: StudyRow): string {
  const cells = [
    row.StudyDate.padEnd(8),
    row.ModalitiesInStudy.join('+').padEnd(6),
    String(row.NumberOfStudyRelatedInstances).padStart(5),
    row.PatientID.padEnd(12),
    row.PatientBirthDate.padEnd(8),
    row.PatientName.padEnd(28),
    row.StudyDescription.padEnd(24),
    row.StudyInstanceUID,
  ];
  return cells.join('  ');
}

function textOption(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function wholeNumber(name: string, value: string | boolean): number {
  const number = Number(value);
  if (typeof value !== 'string' || !/^\d+$/.test(value))
    throw new WrongCall(`--${name} needs a whole number`);
  return number;
}

function dateOption(name: string, value: string | boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(String(value));
  if (match === null) throw new WrongCall(`--${name} needs a date: YYYYMMDD or YYYY-MM-DD`);
  return match.slice(1).join('');
}
