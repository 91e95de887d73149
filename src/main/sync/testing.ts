import { encodeInstance } from '../../domain/dicom/index.js';
import type { WriteStore } from '../store/index.js';
import { film, importFilms, releaseFilms } from '../store/testing.js';

// What this module's tests build on: a store from which real, small, de-identified objects were released.

/** A small released object; its UIDs are made from the number. */
export function releasedFilm(n: number, PatientIdentityRemoved = 'YES'): Uint8Array {
  const [Rows, Columns] = [16, 16];
  return encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: `2.25.9.${n}`,
    StudyInstanceUID: `2.25.7.${Math.ceil(n / 50)}`,
    SeriesInstanceUID: `2.25.8.${Math.ceil(n / 50)}`,
    PatientName: '',
    PatientID: `TY-${Math.ceil(n / 100)}`,
    PatientIdentityRemoved,
    StudyDate: '20240131',
    Modality: 'OT',
    SeriesNumber: 1,
    InstanceNumber: n,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows,
    Columns,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    PixelData: Uint8Array.from({ length: Rows * Columns * 2 }, (_, at) =>
      at % 2 === 0 ? (at * n) % 256 : 0,
    ),
  });
}

/** Imports films and releases `count` of them as `bytesOf` has them. */
export async function releaseMany(
  store: WriteStore,
  count: number,
  bytesOf: (n: number) => Uint8Array = releasedFilm,
): Promise<void> {
  await importFilms(
    store,
    Array.from({ length: count }, (_, n) => [`f${n}`, film({ instance: n + 1 })] as const),
  );
  await releaseFilms(store, bytesOf);
}
