import type { FrontalFilm, LateralFilm } from './cast.js';
import { developFilm } from './develop.js';
import { frontalAttenuation } from './frontal.js';
import type { FilmPixels } from './instances.js';

const columns = 2048;
const rows = 2500;
const spacingMm = 0.168;

/** Anatomy has no detail finer than two pixels; noise, marker and collimator edges have, and come at full size. */
const coarseness = 2;

export function paintFilm(film: FrontalFilm | LateralFilm): FilmPixels {
  const attenuation = frontalAttenuation(
    columns / coarseness,
    rows / coarseness,
    spacingMm * coarseness,
    film.subject,
  );
  return { columns, rows, spacingMm, values: developFilm(attenuation, columns, rows, film.exposure) };
}
