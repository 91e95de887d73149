import { useTranslation } from 'react-i18next';
import type { CannotShowCode } from '../read/cannot-show.js';

/** Why there is no picture, in the reader's language. */
export function useReasonText(): (code: CannotShowCode) => { title: string; text: string } {
  const { t } = useTranslation('view');
  return (code) => ({ title: t(`cannot.${code}.title`), text: t(`cannot.${code}.text`) });
}
