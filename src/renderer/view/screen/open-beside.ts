import { queryClient, requestOptions } from '../../ui/index.js';
import { putBeside } from './study-views.js';

/**
 * Shows a film of any study of the same patient beside what an open study shows, linked in zoom and pan.
 * @returns whether that film is still in the store
 */
export async function openBeside(studyId: number, guestId: number, SOPInstanceUID: string): Promise<boolean> {
  const { series } = await queryClient.fetchQuery(requestOptions('store:content', { studyId: guestId }));
  for (const { id: seriesId, instances } of series) {
    const row = instances.find((instance) => instance.SOPInstanceUID === SOPInstanceUID);
    if (row === undefined) continue;
    putBeside(studyId, guestId, { seriesId, film: { object: `object/${row.id}`, frame: 0 } });
    return true;
  }
  return false;
}
