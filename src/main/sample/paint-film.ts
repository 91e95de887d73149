import type { FrontalFilm, LateralFilm } from './cast.js';
import { developFilm } from './develop.js';
import { frontalAttenuation } from './frontal.js';
import type { FilmPixels } from './instances.js';
import { lateralAttenuation } from './lateral.js';

const columns = 2048;
const rows = 2500;
const spacingMm = 0.168;

/** Anatomy has no detail finer than two pixels; noise, marker and collimator edges have, and come at full size. */
const coarseness = 2;

export function paintFilm(film: FrontalFilm | LateralFilm): FilmPixels {
  const size = [columns / coarseness, rows / coarseness, spacingMm * coarseness] as const;
  const attenuation =
    film.view === 'PA'
      ? frontalAttenuation(...size, film.subject)
      : lateralAttenuation(...size, film.subject);
  return { columns, rows, spacingMm, values: developFilm(attenuation, columns, rows, film.exposure) };
}
