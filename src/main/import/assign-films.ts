import type { FileOutcome, FilmIdentity, ImportReason } from '../../contract/index.js';
import { memorySource, readHeader, reasonName } from '../../domain/dicom/index.js';
import type { WriteStore } from '../store/index.js';
import type { FilmPlace } from './film.js';

/**
 * Makes waiting films instances of the person that somebody named; the pictures are kept beside them. A film that
 * cannot become DICOM stays where it is and says why.
 */
export async function assignFilms(
  store: WriteStore,
  filmIds: readonly number[],
  identity: FilmIdentity,
): Promise<FileOutcome[]> {
  const waiting = new Map(store.films().map((film) => [film.id, film]));
  const outcomes: FileOutcome[] = [];
  const { filmToDicom } = await import('./film.js');
  // Pictures that are assigned together are one examination.
  let place: FilmPlace = {};
  let InstanceNumber = 1;
  for (const filmId of filmIds) {
    const film = waiting.get(filmId);
    const bytes = store.filmBytes(filmId);
    if (film === undefined || bytes === undefined) continue;
    const refuse = (reason: ImportReason): void => {
      outcomes.push({ file: film.file, result: 'not-dicom', bytes: film.bytes, reason });
    };
    const made = filmToDicom(bytes, identity, new Date(), { ...place, InstanceNumber });
    if (!made.ok) {
      refuse(made.reason);
      continue;
    }
    InstanceNumber += 1;
    place = { StudyInstanceUID: made.StudyInstanceUID, SeriesInstanceUID: made.SeriesInstanceUID };
    const read = readHeader(memorySource(made.dicom));
    // What we wrote ourselves is valid when it is constructed.
    if (!read.ok) throw new Error(`a film became DICOM that cannot be read: ${reasonName(read.reason)}`);
    outcomes.push(await store.adoptFilm(filmId, made.dicom, read.header));
  }
  return outcomes;
}
