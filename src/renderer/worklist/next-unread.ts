import { request } from '../ui/index.js';
import { useWorklistState } from './worklist-state.js';

/**
 * The first study of the list, as the reader has searched and sorted it, on which nobody has begun a report.
 * @param but the study that is on the screen
 * @returns its id; undefined where there is none
 */
export async function nextUnread(but: number): Promise<number | undefined> {
  const { text, filters, sort } = useWorklistState.getState();
  const { state: _, ...others } = filters;
  const unread = { ...others, reportState: 'unread' } as const;
  const { rows } = await request('store:studies', { text: text.trim(), filters: unread, sort, limit: 2 });
  return rows.find(({ id }) => id !== but)?.id;
}
