import { useQuery } from '@tanstack/react-query';
import { requestOptions } from '../ui/index.js';

/** How many pictures of an import still wait for a patient; the job itself only knows how many there were. */
export function useWaitingFilms(jobId: number): number {
  const films = useQuery(requestOptions('import:films')).data ?? [];
  return films.filter((film) => film.jobId === jobId).length;
}
