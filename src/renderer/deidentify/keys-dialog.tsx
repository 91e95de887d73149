import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/index.js';
import { keyTexts } from './review-keys.js';
import './dialogs.css';

/** What to press for what. */
export function KeysDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('deidentify');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('keys')} size="26rem">
      <div className="release-dialog">
        <dl className="keys">
          {keyTexts.map(([keys, does]) => (
            <div key={does}>
              <dt>{t(`key.${does}`)}</dt>
              <dd>
                {keys.map((key) => (
                  <Kbd key={key} size="xs">
                    {key}
                  </Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
