import { useSuspenseQuery } from '@tanstack/react-query';
import type { Settings } from '../../contract/index.js';
import { changeLanguage } from './i18n.js';
import { queryClient, requestOptions } from './query.js';
import { request } from './request.js';

const options = requestOptions('settings:read');

/** Reads the settings once, before the first render; afterwards `useSettings` never suspends. */
export const loadSettings = (): Promise<Settings> => queryClient.fetchQuery(options);

export const useSettings = (): Settings => useSuspenseQuery(options).data;

/** Shows a change at once and keeps it; the screen falls back to what is kept when that fails. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  queryClient.setQueryData(options.queryKey, (old) => (old ? { ...old, ...change } : old));
  try {
    if (change.language !== undefined) await changeLanguage(change.language);
    queryClient.setQueryData(options.queryKey, await request('settings:write', change));
  } catch {
    await queryClient.invalidateQueries({ queryKey: options.queryKey });
  }
}
