import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DataSet, encodeInstance } from '../src/domain/dicom/index.js';

const root = '1.2.826.0.1.3680043.10.1417.77';
const families = [
  'Ng',
  'Okafor',
  'Nyambura',
  'Haile',
  'Mensah',
  'Tadesse',
  'Zulu',
  'Achieng',
  'Ivanova',
  'Жұмабаев',
];
const given = ['Amina', 'Kofi', 'Selam', 'Grace', 'Joseph', 'Sita', 'Айгүл', 'Ruth'];

/** Deterministic and cheap (xorshift32): timing does not care what the noise looks like, only that it does not compress. */
function noise(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function pixels(rows: number, columns: number, seed: number): Uint16Array {
  const next = noise(seed);
  const out = new Uint16Array(rows * columns);
  for (let at = 0; at < out.length; at++) out[at] = 1200 + (at % columns) / 2 + (next() & 0xff);
  return out;
}

const two = (n: number): string => String(n).padStart(2, '0');

function header(patient: number, study: number, instance: number, modality: 'CT' | 'CR'): DataSet {
  const date = `2024${two(1 + (patient % 12))}${two(1 + (patient % 28))}`;
  return {
    SOPClassUID: modality === 'CT' ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.1',
    SOPInstanceUID: `${root}.${patient}.${study}.1.${instance}`,
    StudyInstanceUID: `${root}.${patient}.${study}`,
    SeriesInstanceUID: `${root}.${patient}.${study}.1`,
    ImageType: ['ORIGINAL', 'PRIMARY'],
    StudyDate: date,
    SeriesDate: date,
    ContentDate: date,
    StudyTime: '080000',
    AccessionNumber: `ACC${patient}`,
    Modality: modality,
    Manufacturer: 'SynthMed',
    InstitutionName: 'Synthetic Bench',
    ReferringPhysicianName: 'Otieno^Paul',
    StationName: `${modality}01`,
    StudyDescription: modality === 'CT' ? 'CT THORAX' : 'CHEST PA',
    SeriesDescription: modality === 'CT' ? 'AXIAL 1.0' : 'PA',
    ManufacturerModelName: 'SM-9000',
    PatientName: `${families[patient % families.length]}^${given[(patient * 7) % given.length]}`,
    PatientID: `HSP${100000 + patient * 37}`,
    PatientBirthDate: `${1940 + (patient % 70)}0101`,
    PatientSex: patient % 2 === 0 ? 'F' : 'M',
    PatientAge: '045Y',
    PatientComments: 'Seen with daughter',
    BodyPartExamined: 'CHEST',
    SeriesNumber: 1,
    InstanceNumber: instance,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
  };
}

export interface Corpus {
  readonly dir: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

function* filesBelow(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

/**
 * Writes the "mix" of performance figures unless it is there: `ct` CT slices of 512² in studies of 80 and `cr`
 * films of 2500×2000, headers with private groups. 400 + 40 files are 612 MB.
 */
export function makeCorpus(dir: string, ct = 400, cr = 40): Corpus {
  const secret = [{ tag: 0x00290010, vr: 'LO', value: new TextEncoder().encode('SYNTH CSA HEADER') }];
  const big = { tag: 0x00291010, vr: 'OB', value: new Uint8Array(1536) };
  const write = (path: string, dataSet: DataSet): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, encodeInstance(dataSet, { extra: [...secret, big] }));
  };
  try {
    statSync(join(dir, 'complete'));
  } catch {
    const slice = pixels(512, 512, 7);
    for (let at = 0; at < ct; at++) {
      const [patient, instance] = [Math.floor(at / 80), (at % 80) + 1];
      slice[at] = at;
      write(
        join(
          dir,
          `cd/DICOM/PA${String(patient).padStart(6, '0')}/ST000001/IM${String(instance).padStart(6, '0')}`,
        ),
        {
          ...header(patient, 1, instance, 'CT'),
          Rows: 512,
          Columns: 512,
          PixelData: slice,
        },
      );
    }
    const film = pixels(2000, 2500, 9);
    for (let at = 0; at < cr; at++) {
      film[at] = at;
      write(join(dir, `cd/DICOM/PA${String(1000 + at).padStart(6, '0')}/ST000001/IM000001`), {
        ...header(1000 + at, 1, 1, 'CR'),
        Rows: 2000,
        Columns: 2500,
        PixelData: film,
      });
    }
    writeFileSync(join(dir, 'complete'), '');
  }
  const files = [...filesBelow(join(dir, 'cd'))];
  return { dir: join(dir, 'cd'), files, bytes: files.reduce((sum, path) => sum + statSync(path).size, 0) };
}

/** One film of today, alone in its folder: in any worklist the newest. */
export function writeNewestFilm(dir: string): string {
  const path = join(dir, 'film.dcm');
  mkdirSync(dir, { recursive: true });
  const dataSet: DataSet = {
    ...header(5000, 1, 1, 'CR'),
    StudyDate: '20991231',
    Rows: 2000,
    Columns: 2500,
    PixelData: pixels(2000, 2500, 5),
  };
  writeFileSync(path, encodeInstance(dataSet));
  return path;
}

/** Files with a whole header and next to no pixels: what indexing alone costs. */
export function writeSmallFiles(dir: string, count: number): void {
  mkdirSync(dir, { recursive: true });
  const slice = pixels(16, 16, 3);
  for (let at = 0; at < count; at++) {
    const dataSet: DataSet = {
      ...header(7000 + Math.floor(at / 80), 1, (at % 80) + 1, 'CT'),
      Rows: 16,
      Columns: 16,
      PixelData: slice,
    };
    writeFileSync(join(dir, `IM${String(at).padStart(6, '0')}`), encodeInstance(dataSet));
  }
}
