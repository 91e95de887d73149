import type { DataSet } from '../dicom/index.js';
import type { SourceFilm } from './source-film.js';

/**
 * A plane for multi-frame objects about a film, which has no place in the patient (PS3.3 C.7.6.16.2.1, .3, .4):
 * the film's own rows and columns as axes, its corner as origin, and a spacing that makes the coarser grid of
 * `Rows` × `Columns` cover the whole film. Where the film states no spacing, one pixel of it counts 1 mm, which
 * matters for the position on the film only.
 */
export function filmPlane(film: SourceFilm, Rows: number, Columns: number): DataSet {
  const [rowMm = 1, columnMm = 1] = film.spacingMm;
  return {
    PixelMeasuresSequence: [
      {
        PixelSpacing: [(rowMm * film.Rows) / Rows, (columnMm * film.Columns) / Columns],
        SliceThickness: 1,
      },
    ],
    PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
    PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 0] }],
  };
}
