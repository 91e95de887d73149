import { useTranslation } from 'react-i18next';
import type { ImportReason } from '../../contract/index.js';

/** Says in the reader's language why a file ended as it did; '' where there is nothing to say. */
export function useReasonText(): (reason: ImportReason | undefined) => string {
  const { t } = useTranslation('import');
  const say = (reason: ImportReason): string => {
    const { code, ...values } = reason;
    return t(`reasons.${code}`, 'cause' in values ? { cause: say(values.cause) } : values);
  };
  return (reason) => (reason === undefined ? '' : say(reason));
}
