import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from './byte-source.js';
import { readDataset } from './dataset.js';
import { readDicomdir } from './dicomdir.js';
import { readHeader } from './header.js';
import type { HeaderResult, InstanceHeader } from './instance-header.js';
import { reasonName } from './refusal.js';

const corpus = fileURLToPath(new URL('../../../../shared/data/dicom', import.meta.url));

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

const files = filesBelow(corpus);
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import pydicom']).status === 0,
);
if (files.length === 0) console.error('skipped: the corpus ../shared/data/dicom is not here');
if (python === undefined) console.error('skipped: no python3 with pydicom to compare with');

/** Read through a descriptor, as the import does, with a count of what is read. */
function readFromDisk(file: string): { result: HeaderResult; bytesRead: number; size: number } {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    let bytesRead = 0;
    const source: ByteSource = {
      size,
      read(offset, length) {
        const buffer = new Uint8Array(length);
        const count = readSync(descriptor, buffer, 0, length, offset);
        bytesRead += count;
        return buffer.subarray(0, count);
      },
    };
    return { result: readHeader(source), bytesRead, size };
  } finally {
    closeSync(descriptor);
  }
}

function headersByFile(): Map<string, InstanceHeader> {
  const headers = new Map<string, InstanceHeader>();
  for (const file of files) {
    const { result } = readFromDisk(join(corpus, file));
    if (result.ok) headers.set(file, result.header);
  }
  return headers;
}

describe.skipIf(files.length === 0)('the corpus', () => {
  it('is read where its manifest calls it valid', () => {
    const rows = readFileSync(join(corpus, 'MANIFEST.tsv'), 'utf8').trim().split('\n').slice(1);
    const refused: string[] = [];
    let valid = 0;
    for (const row of rows) {
      const columns = row.split('\t');
      const [path = ''] = columns;
      const { result } = readFromDisk(join(corpus, path));
      if (columns[12] === 'malformed') continue;
      valid += 1;
      // Directories are no images: they have a reader of their own.
      if (!result.ok && result.reason.code === 'dicomdir')
        expect(readDicomdir(memorySource(readFileSync(join(corpus, path)))).ok).toBe(true);
      else if (!result.ok) refused.push(`${path}: ${reasonName(result.reason)}`);
    }
    expect(refused).toEqual([]);
    expect(valid).toBeGreaterThan(300);
  });

  it('has few bytes read of it', () => {
    let bytesRead = 0;
    let size = 0;
    for (const file of files) {
      const one = readFromDisk(join(corpus, file));
      bytesRead += one.bytesRead;
      size += one.size;
    }
    expect(bytesRead / size).toBeLessThan(0.1);
  });

  it('reads the same as a data set, with and without pixels', () => {
    for (const [file, header] of headersByFile()) {
      for (const stopAtPixelData of [true, false]) {
        const result = readDataset(readFileSync(join(corpus, file)), { stopAtPixelData });
        if (!result.ok) throw new Error(`${file}: ${reasonName(result.reason)}`);
        expect(result.dataset.name(0x00100010)).toBe(header.PatientName);
        expect(result.dataset.string(0x0020000d)).toBe(header.StudyInstanceUID);
        expect(result.dataset.number(0x00280010) ?? null).toBe(header.Rows);
      }
    }
  });

  it('has directories whose files are all there', () => {
    const counts = new Map<string, [named: number, found: number, studies: number]>();
    for (const file of files.filter((name) => /(^|\/)DICOMDIR/.test(name))) {
      const folder = dirname(join(corpus, file));
      const result = readDicomdir(memorySource(readFileSync(join(corpus, file))));
      if (!result.ok) throw new Error(`${file}: ${reasonName(result.reason)}`);
      const found = result.files.filter(({ components }) =>
        files.includes(relative(corpus, join(folder, ...components))),
      );
      counts.set(file, [result.files.length, found.length, result.studies.length]);
    }
    const tests = 'pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests';
    for (const variant of ['', '-bigEnd', '-implicit', '-nooffset', '-nopatient', '-reordered']) {
      expect([variant, counts.get(`${tests}/DICOMDIR${variant}`)]).toEqual([variant, [31, 31, 6]]);
    }
    expect(counts.get(`${tests}/DICOMDIR-empty.dcm`)).toEqual([0, 0, 0]);
    expect(counts.get(`${tests}/TINY_ALPHA/DICOMDIR`)).toEqual([50, 50, 1]);
  });
});

/** What pydicom makes of the same attributes, as {file: {keyword: text}}. */
const script = `
import json, sys, warnings
warnings.filterwarnings('ignore')
import pydicom
root, keywords, files = sys.argv[1], sys.argv[2].split(), json.load(sys.stdin)
out = {}
for name in files:
    ds = pydicom.dcmread(root + '/' + name, force=True, stop_before_pixels=True)
    row = out[name] = {}
    for keyword in keywords:
        value = ds.get(keyword, None)
        if isinstance(value, (list, pydicom.multival.MultiValue)): value = '\\\\'.join(map(str, value))
        row[keyword] = '' if value is None else str(value).strip(' \\0')
json.dump(out, sys.stdout)
`;

describe.skipIf(files.length === 0 || python === undefined)('pydicom', () => {
  const keywords = [
    'SOPClassUID',
    'SOPInstanceUID',
    'StudyInstanceUID',
    'SeriesInstanceUID',
    'PatientID',
    'IssuerOfPatientID',
    'PatientName',
    'PatientBirthDate',
    'PatientSex',
    'StudyDate',
    'StudyTime',
    'StudyID',
    'AccessionNumber',
    'StudyDescription',
    'ReferringPhysicianName',
    'InstitutionName',
    'Modality',
    'SeriesNumber',
    'SeriesDate',
    'SeriesDescription',
    'BodyPartExamined',
    'ViewPosition',
    'Manufacturer',
    'InstanceNumber',
    'Rows',
    'Columns',
    'BitsAllocated',
    'PhotometricInterpretation',
  ] as const satisfies readonly (keyof InstanceHeader)[];

  /** Where we mean to read more than pydicom does. */
  function isMeant(header: InstanceHeader, keyword: (typeof keywords)[number], theirs: string): boolean {
    if (keyword === 'SOPClassUID') return theirs === '' && /from-meta/.test(header.notes.join());
    if (keyword === 'SOPInstanceUID') return header.notes.includes('sop-instance-uid-from-meta');
    if (keyword === 'PatientName') {
      return header.notes.some((note) => note.startsWith('charset-')) || header.PatientName === `${theirs}=`;
    }
    return keyword.endsWith('Date') && theirs.replaceAll('.', '') === header[keyword];
  }

  it('reads every attribute of every file alike', () => {
    const headers = headersByFile();
    const answer = execFileSync(python ?? '', ['-c', script, corpus, keywords.join(' ')], {
      input: JSON.stringify([...headers.keys()]),
      maxBuffer: 1e9,
      encoding: 'utf8',
    });
    const theirs = JSON.parse(answer) as Record<string, Record<string, string>>;
    const differences: string[] = [];
    for (const [file, header] of headers) {
      for (const keyword of keywords) {
        const mine = String(header[keyword] ?? '');
        const other = theirs[file]?.[keyword] ?? '';
        if (mine !== other && !isMeant(header, keyword, other)) differences.push(`${file} ${keyword}`);
      }
    }
    expect(differences).toEqual([]);
    expect(headers.size).toBeGreaterThan(400);
  });
});
