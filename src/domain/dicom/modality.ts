/** Computed, digital and older radiography: one kind of picture, whatever its Modality (PS3.3 C.7.3.1.1.1). */
const PLAIN_FILM: ReadonlySet<string> = new Set(['CR', 'DX', 'RG']);

/** Whether pictures of a Modality can be plain films. */
export const isPlainFilm = (Modality: string): boolean => PLAIN_FILM.has(Modality);
