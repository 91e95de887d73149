import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/index.js';
import { releaseAccepted } from './actions.js';
import { useReview } from './review-state.js';
import './dialogs.css';

/** The last question before released files are made. */
export function ConfirmRelease({ accepted }: { readonly accepted: number }) {
  const { t } = useTranslation('deidentify');
  const confirming = useReview((review) => review.confirming);
  const close = (): void => useReview.setState({ confirming: false });
  return (
    <Dialog opened={confirming} onClose={close} title={t('confirmTitle', { count: accepted })} size="32rem">
      <div className="release-dialog">
        <p>{t('confirmText')}</p>
        <p className="strong">{t('notSent')}</p>
        <footer>
          <Button variant="default" size="sm" onClick={close}>
            {t('cancel')}
          </Button>
          <Button
            size="sm"
            data-autofocus
            data-testid="confirm-release"
            onClick={() => {
              close();
              void releaseAccepted();
            }}
          >
            {t('confirm')}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
