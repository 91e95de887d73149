import type { Staged, Verdict } from '../store/index.js';

/** Viewers on discs bring buttons and logos; nothing this small was ever a film. */
const MIN_FILM_SIDE = 64;
/** The size of a TIFF may be written anywhere in it; no film is larger. */
const MAX_FILM_BYTES = 512 * 1024 * 1024;

/** What a PNG, JPEG or TIFF file settles as: a film that waits for somebody to say whose it is, or clutter. */
export async function describePicture(staged: Staged): Promise<Verdict> {
  // Loaded with the first picture: most imports meet none, and its decoders are large.
  const { describeFilm } = await import('./film.js');
  const film = staged.size > MAX_FILM_BYTES ? undefined : describeFilm(staged.source.read(0, staged.size));
  if (film === undefined) {
    staged.abort();
    return { kind: 'not-dicom', reason: { code: 'picture-unreadable' } };
  }
  if (film.columns < MIN_FILM_SIDE || film.rows < MIN_FILM_SIDE) {
    staged.abort();
    return { kind: 'not-dicom', reason: { code: 'picture-too-small' } };
  }
  return { kind: 'film', staged, film };
}
