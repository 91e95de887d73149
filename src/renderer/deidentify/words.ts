import type { i18n, TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

type Known = TFunction<'deidentify'>;

/** Codes of the engine are strings in the contract; one that this window has no words for is shown as it is. */
function wordsFor(t: Known, { exists }: i18n, group: string, code: string): string {
  const key = `deidentify:${group}_${code}`;
  return exists(key) ? (t as (key: string) => string)(key) : code;
}

function useWords(group: string): (code: string) => string {
  const { t, i18n } = useTranslation('deidentify');
  return (code) => wordsFor(t, i18n, group, code);
}

/** What was done with an element. */
export const useActionText = (): ((action: string) => string) => useWords('action');

/** Which option of the profile decided it. */
export const useOptionText = (): ((option: string) => string) => useWords('option');
