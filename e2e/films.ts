import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DataSet, encodeDirectory, encodeInstance } from '../src/domain/dicom/index.js';
import { burnIn } from '../src/main/cli/lettering.js';
import { planDisc } from '../src/main/sample/plan.js';

/** 4 × 4 squares of one grey each: what a test can predict without a second renderer. */
export const squares = { side: 4, squarePixels: 256 } as const;
const size = squares.side * squares.squarePixels;

/** Stored value of a square of the test film, 12 bits; never at an end of the window. */
export const storedValue = (column: number, row: number): number => 300 + (row * squares.side + column) * 220;

export interface Person {
  readonly PatientName: string;
  readonly PatientID: string;
  readonly PatientBirthDate: string;
}

const UIDRoot = '1.2.826.0.1.3680043.10.1417.9';

function squarePixels(): Uint16Array {
  const pixels = new Uint16Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      pixels[y * size + x] = storedValue(
        Math.floor(x / squares.squarePixels),
        Math.floor(y / squares.squarePixels),
      );
    }
  }
  return pixels;
}

/** A DX film of squares with a window of 2048/4096 (PS3.3 C.11.2.1.2.1, LINEAR). */
export function squaresFilm(
  person: Person,
  study: number,
  change: DataSet = {},
): { bytes: Uint8Array; SOPInstanceUID: string } {
  const SOPInstanceUID = `${UIDRoot}.${study}.1.1`;
  const bytes = encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID,
    StudyInstanceUID: `${UIDRoot}.${study}`,
    SeriesInstanceUID: `${UIDRoot}.${study}.1`,
    Modality: 'DX',
    StudyDate: '20260310',
    StudyTime: '101500',
    StudyDescription: 'Chest PA',
    SeriesNumber: 1,
    InstanceNumber: 1,
    ...person,
    PatientSex: 'F',
    ViewPosition: 'PA',
    Rows: size,
    Columns: size,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 2048,
    WindowWidth: 4096,
    PixelData: squarePixels(),
    ...change,
  });
  return { bytes, SOPInstanceUID };
}

/** A film that is analysed and drawn in no time: for tests about hands, not pictures. */
export function smallFilm(person: Person, study: number): { bytes: Uint8Array; SOPInstanceUID: string } {
  const side = 256;
  const PixelData = Uint16Array.from({ length: side * side }, (_, at) => 800 + ((at % side) + at / side) * 4);
  return squaresFilm(person, study, { Rows: side, Columns: side, PixelData });
}

/** Writes the sample disc's first film, drawn by the program: a frontal chest that the gate lets through. */
export function writeChestFilm(dir: string): string {
  const [bytes] = planDisc().series[0]?.paint() ?? [];
  if (bytes === undefined) throw new Error('the sample disc has no film');
  const path = join(dir, 'film.dcm');
  writeFileSync(path, bytes);
  return path;
}

/** Where the lettered film has its text, in image pixels. */
export const lettering = { x: 40, y: 552, width: 440, height: 60 } as const;

/** The film of squares with a patient's name burned into the first two squares of its third row. */
export function letteredFilm(
  person: Person,
  study: number,
  text: string,
  change: DataSet = {},
): { bytes: Uint8Array; SOPInstanceUID: string } {
  const pixels = squarePixels();
  burnIn(pixels, size, { text, x: lettering.x + 8, y: lettering.y + 8, scale: 6, value: 4000 });
  return squaresFilm(person, study, { PixelData: pixels, ...change });
}

/** Writes a disc: files below `dir` with a DICOMDIR that lists them. */
export function writeDisc(
  dir: string,
  films: readonly { person: Person; study: number; bytes: Uint8Array }[],
): void {
  const records = films.map(({ person, study, bytes }) => {
    const path = ['DICOM', `ST${String(study).padStart(6, '0')}`, 'IM000001'];
    mkdirSync(dirname(join(dir, ...path)), { recursive: true });
    writeFileSync(join(dir, ...path), bytes);
    return {
      keys: { DirectoryRecordType: 'PATIENT', PatientName: person.PatientName, PatientID: person.PatientID },
      children: [
        {
          keys: {
            DirectoryRecordType: 'STUDY',
            StudyDate: '20260310',
            StudyTime: '101500',
            StudyDescription: 'Chest PA',
            StudyInstanceUID: `${UIDRoot}.${study}`,
            StudyID: '1',
            AccessionNumber: '',
          },
          children: [
            {
              keys: {
                DirectoryRecordType: 'SERIES',
                Modality: 'DX',
                SeriesInstanceUID: `${UIDRoot}.${study}.1`,
                SeriesNumber: 1,
              },
              children: [
                {
                  keys: {
                    DirectoryRecordType: 'IMAGE',
                    ReferencedFileID: path,
                    ReferencedSOPClassUIDInFile: '1.2.840.10008.5.1.4.1.1.1.1',
                    ReferencedSOPInstanceUIDInFile: `${UIDRoot}.${study}.1.1`,
                    ReferencedTransferSyntaxUIDInFile: '1.2.840.10008.1.2.1',
                    InstanceNumber: 1,
                  },
                  children: [],
                },
              ],
            },
          ],
        },
      ],
    };
  });
  writeFileSync(
    join(dir, 'DICOMDIR'),
    encodeDirectory({ FileSetID: 'TEST', SOPInstanceUID: `${UIDRoot}.0` }, records),
  );
}
