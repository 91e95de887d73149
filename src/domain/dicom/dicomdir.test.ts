import { describe, expect, it } from 'vitest';
import { memorySource } from './byte-source.js';
import { readDicomdir } from './dicomdir.js';
import { bytesOf, concat, element, mark, part10, uint16 } from './fixtures.js';

const Explicit = '1.2.840.10008.1.2.1';

interface RecordPlan {
  readonly kind: string;
  readonly next?: number;
  readonly lower?: number;
  readonly inUse?: number;
  readonly elements?: readonly Uint8Array[];
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function record({ kind, next = 0, lower = 0, inUse = 0xffff, elements = [] }: RecordPlan): Uint8Array {
  const content = concat(
    element(0x00041400, 'UL', uint32(next)),
    element(0x00041410, 'US', uint16(inUse)),
    element(0x00041420, 'UL', uint32(lower)),
    element(0x00041430, 'CS', kind),
    ...elements,
  );
  return concat(mark(0xe000, content.length), content);
}

/** Offsets are given as the number of a record, from 1; this turns them into positions in the file. */
function directory(plans: readonly RecordPlan[], firstRoot = 1): Uint8Array {
  const build = (offsets: readonly number[]): Uint8Array => {
    const at = (index: number | undefined): number => (index ? (offsets[index - 1] ?? index) : 0);
    const items = plans.map((plan) => record({ ...plan, next: at(plan.next), lower: at(plan.lower) }));
    return part10(
      Explicit,
      concat(element(0x00041200, 'UL', uint32(at(firstRoot))), element(0x00041220, 'SQ', concat(...items))),
    );
  };
  const start = build([]).length - plans.reduce((sum, plan) => sum + record(plan).length, 0);
  let offset = start;
  const offsets = plans.map((plan) => {
    const here = offset;
    offset += record(plan).length;
    return here;
  });
  return build(offsets);
}

const patient = (id: string, name = bytesOf('Doe^Jane'), charset?: string): readonly Uint8Array[] => [
  ...(charset === undefined ? [] : [element(0x00080005, 'CS', charset)]),
  element(0x00100010, 'PN', name),
  element(0x00100020, 'LO', id),
];
const study = (uid: string): readonly Uint8Array[] => [
  element(0x00080020, 'DA', '20240131'),
  element(0x00081030, 'LO', 'Chest'),
  element(0x0020000d, 'UI', uid),
];
const series = (uid: string): readonly Uint8Array[] => [
  element(0x00080060, 'CS', 'DX'),
  element(0x0020000e, 'UI', uid),
];
const image = (fileId: string): readonly Uint8Array[] => [
  element(0x00041500, 'CS', fileId),
  element(0x00041511, 'UI', '1.9'),
];

function read(file: Uint8Array) {
  const result = readDicomdir(memorySource(file));
  if (!result.ok) throw new Error(result.reason.code);
  return result;
}

const onePatient: readonly RecordPlan[] = [
  { kind: 'PATIENT', lower: 2, elements: patient('A') },
  { kind: 'STUDY', lower: 3, elements: study('1.1') },
  { kind: 'SERIES', lower: 4, elements: series('1.1.1') },
  { kind: 'IMAGE', next: 5, elements: image('D\\1') },
  { kind: 'SR DOCUMENT', elements: image('D\\2') },
];

describe('readDicomdir', () => {
  it('lists files and studies', () => {
    const result = read(directory(onePatient));
    expect(result.files).toEqual([
      {
        components: ['D', '1'],
        unsafe: false,
        kind: 'IMAGE',
        SOPInstanceUID: '1.9',
        StudyInstanceUID: '1.1',
        SeriesInstanceUID: '1.1.1',
      },
      expect.objectContaining({ components: ['D', '2'], kind: 'SR DOCUMENT', StudyInstanceUID: '1.1' }),
    ]);
    expect(result.studies).toEqual([
      {
        StudyInstanceUID: '1.1',
        PatientName: 'Doe^Jane',
        PatientID: 'A',
        PatientBirthDate: '',
        PatientSex: '',
        StudyDate: '20240131',
        StudyDescription: 'Chest',
        ModalitiesInStudy: ['DX'],
        NumberOfStudyRelatedSeries: 1,
        NumberOfStudyRelatedInstances: 2,
      },
    ]);
    expect(result.notes).toEqual([]);
  });

  it('follows offsets where records are not in order', () => {
    const result = read(
      directory(
        [
          { kind: 'IMAGE', elements: image('D\\B') },
          { kind: 'SERIES', lower: 1, elements: series('2.1') },
          { kind: 'STUDY', lower: 2, elements: study('2') },
          { kind: 'PATIENT', lower: 6, next: 5, elements: patient('A') },
          { kind: 'PATIENT', lower: 3, elements: patient('B') },
          { kind: 'STUDY', elements: study('1') },
        ],
        4,
      ),
    );
    expect(result.studies.map(({ PatientID, StudyInstanceUID }) => [PatientID, StudyInstanceUID])).toEqual([
      ['B', '2'],
      ['A', '1'],
    ]);
    expect(result.files[0]).toMatchObject({ StudyInstanceUID: '2', SeriesInstanceUID: '2.1' });
    expect(result.notes).toEqual([]);
  });

  it('goes by order where offsets lead nowhere, in circles or upwards', () => {
    for (const [broken, note] of [
      [onePatient.map((plan) => ({ ...plan, next: 0, lower: 0 })), 'placed-by-order'],
      [onePatient.map((plan) => ({ ...plan, lower: 77_777 })), 'wrong-offsets'],
      [onePatient.map((plan) => ({ ...plan, next: 1, lower: 1 })), 'wrong-offsets'],
      [onePatient.map((plan, index) => (index === 2 ? { ...plan, lower: 2 } : plan)), 'wrong-offsets'],
    ] as const) {
      const result = read(directory(broken));
      expect(result.studies[0]).toMatchObject({ PatientID: 'A', NumberOfStudyRelatedInstances: 2 });
      expect(result.files[1]).toMatchObject({ StudyInstanceUID: '1.1', SeriesInstanceUID: '1.1.1' });
      expect(result.notes).toContain(note);
    }
  });

  it('decodes each record in its own character set', () => {
    const kazakh = new TextEncoder().encode('Жұмабаева^Айгүл');
    const result = read(
      directory([
        { kind: 'PATIENT', lower: 2, next: 3, elements: patient('A', kazakh, 'ISO_IR 192') },
        { kind: 'STUDY', elements: study('1') },
        { kind: 'PATIENT', lower: 4, elements: patient('B', bytesOf('\xb8\xd2\xd0\xdd'), 'ISO_IR 144') },
        { kind: 'STUDY', elements: study('2') },
      ]),
    );
    expect(result.studies.map(({ PatientName }) => PatientName)).toEqual(['Жұмабаева^Айгүл', 'Иван']);
  });

  it.each([
    '..\\..\\ETC\\PASSWD',
    'D\\..\\1',
    '/ETC/PASSWD',
    'C:\\TEMP\\1',
    'A/B',
    '\\\\HOST\\SHARE',
    'A\\\\B',
  ])('marks %s as unsafe', (fileId) => {
    const result = read(directory([{ kind: 'IMAGE', elements: image(fileId) }]));
    expect(result.files[0]?.unsafe).toBe(true);
    expect(result.notes).toContain('unsafe-file-ids');
  });

  it('leaves deleted records out', () => {
    const result = read(
      directory(onePatient.map((plan, index) => (index === 3 ? { ...plan, inUse: 0 } : plan))),
    );
    expect(result.files.map(({ components }) => components)).toEqual([['D', '2']]);
    expect(result.notes).toEqual(['inactive-records']);
  });

  it('gives the records before the place where a directory is cut off', () => {
    const file = directory(onePatient);
    const result = read(file.subarray(0, -60));
    expect(result.notes).toContain('directory-cut-off');
    expect(result.files.length).toBeGreaterThan(0);
    expect(result.studies).toHaveLength(1);
  });

  it('refuses what is no directory', () => {
    expect(readDicomdir(memorySource(bytesOf('not a directory at all')))).toMatchObject({ ok: false });
    const object = part10(Explicit, element(0x00080018, 'UI', '1.2'));
    expect(readDicomdir(memorySource(object))).toEqual({ ok: false, reason: { code: 'not-a-directory' } });
  });
});
