import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudyQuery } from '../src/contract/index.js';
import { encodeDirectory, memorySource, readDicomdir } from '../src/domain/dicom/index.js';
import { openStore } from '../src/main/store/index.js';
import { fillSyntheticIndex } from '../src/main/store/synthetic-index.js';
import { type Line, line, median, quantile } from './measure.js';

const ms = (value: number): string => `${value.toFixed(2)} ms`;

function timed(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Of new studies of ten instances: all four levels, the worklist's sort keys and its search. */
function rowsLine(
  what: string,
  { instances, elapsedMs }: { readonly instances: number; readonly elapsedMs: number },
): Line {
  const perSecond = Math.round(instances / (elapsedMs / 1000));
  return line(
    `${what}, ${instances.toLocaleString('en')} instances`,
    `${perSecond.toLocaleString('en')} rows/s`,
    '≥ 100,000',
    perSecond >= 100_000,
  );
}

/** Worklist queries on 100,000 studies and 1,000,000 instances. */
export function benchWorklist(dir: string, rounds = 60): Line[] {
  const storeDir = join(dir, 'worklist-store');
  rmSync(storeDir, { recursive: true, force: true });
  mkdirSync(storeDir, { recursive: true });
  const size = { studies: 100_000, instancesPerStudy: 10 };
  const grown = fillSyntheticIndex({ dir: storeDir, ...size });
  const rebuiltDir = join(dir, 'rebuilt-store');
  mkdirSync(rebuiltDir, { recursive: true });
  const rebuilt = fillSyntheticIndex({ dir: rebuiltDir, ...size, bulk: true });
  rmSync(rebuiltDir, { recursive: true, force: true });
  const store = openStore({ dir: storeDir, mode: 'read' });
  const queries: Record<string, Parameters<typeof StudyQuery.parse>[0]> = {
    'newest first, page 1': {},
    'by name, page 1': { sort: { key: 'PatientName', descending: false } },
    'name prefix, CT, ten years of dates': {
      filters: { PatientName: 'ива', Modality: 'CT', StudyDateFrom: '20150101', StudyDateTo: '20241231' },
    },
    'search “ivanova”': { text: 'ivanova' },
    'newest first, row 90,000': { offset: 90_000 },
  };
  const lines = [
    rowsLine('index rows as imports bring them', grown),
    rowsLine('  as a rebuild writes them', rebuilt),
  ];
  for (const [name, query] of Object.entries(queries)) {
    const parsed = StudyQuery.parse(query);
    store.studies(parsed);
    const times = Array.from({ length: rounds }, () => timed(() => store.studies(parsed)));
    const [p50, p95] = [median(times), quantile(times, 0.95)];
    lines.push(
      line(
        `worklist: ${name}`,
        `p50 ${ms(p50)}, p95 ${ms(p95)}`,
        'p50 ≤ 2 ms, p95 ≤ 10 ms',
        p50 <= 2 && p95 <= 10,
      ),
    );
  }
  store.close();
  rmSync(storeDir, { recursive: true, force: true });
  return lines;
}

/** A DICOMDIR of 1,860 images: 23 patients, 20 CT studies of 80 and single films. */
function directoryOf(images: number): Uint8Array {
  const place = (patient: number): string => `PA${String(patient).padStart(6, '0')}`;
  const series = (patient: number, count: number, modality: string) => ({
    keys: {
      DirectoryRecordType: 'SERIES',
      Modality: modality,
      SeriesInstanceUID: `1.2.3.${patient}.1.1`,
      SeriesNumber: 1,
    },
    children: Array.from({ length: count }, (_, at) => ({
      keys: {
        DirectoryRecordType: 'IMAGE',
        ReferencedFileID: ['DICOM', place(patient), `IM${String(at).padStart(6, '0')}`],
        ReferencedSOPClassUIDInFile: '1.2.840.10008.5.1.4.1.1.2',
        ReferencedSOPInstanceUIDInFile: `1.2.3.${patient}.1.1.${at + 1}`,
        ReferencedTransferSyntaxUIDInFile: '1.2.840.10008.1.2.1',
        InstanceNumber: at + 1,
      },
      children: [],
    })),
  });
  const counts = [...Array.from({ length: 20 }, () => 80), ...Array.from({ length: images - 1600 }, () => 1)];
  return encodeDirectory(
    { FileSetID: 'BENCH', SOPInstanceUID: '1.2.3.4' },
    counts.map((count, patient) => ({
      keys: {
        DirectoryRecordType: 'PATIENT',
        PatientName: `Иванова^Анна${patient}`,
        PatientID: `P${patient}`,
        PatientBirthDate: '19700101',
        PatientSex: 'F',
      },
      children: [
        {
          keys: {
            DirectoryRecordType: 'STUDY',
            StudyDate: '20240102',
            StudyTime: '080000',
            StudyDescription: 'CHEST',
            StudyInstanceUID: `1.2.3.${patient}.1`,
            StudyID: '1',
            AccessionNumber: '',
          },
          children: [series(patient, count, count > 1 ? 'CT' : 'CR')],
        },
      ],
    })),
  );
}

export function benchDicomdir(dir: string): Line[] {
  const bytes = directoryOf(1860);
  writeFileSync(join(dir, 'DICOMDIR'), bytes);
  const first = timed(() => readDicomdir(memorySource(bytes)));
  const later = median(Array.from({ length: 20 }, () => timed(() => readDicomdir(memorySource(bytes)))));
  return [
    line(
      'DICOMDIR of 1,860 images to a list',
      `${ms(first)} first, ${ms(later)} later`,
      '≤ 150 ms',
      first <= 150,
    ),
  ];
}
